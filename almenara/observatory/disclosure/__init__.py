"""What of a table may be published: small figures are hidden, and others with them, so that no sum,
rate or earlier release gives them back (docs/decisions/disclosure.md).

`rules` says what is protected and how codes add up, `cells` that stand in one equation are linked
by `margins`, `widening` asks HiGHS whether a hidden figure can be anything wide enough, and
`hiding` puts it together.
"""
