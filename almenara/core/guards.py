"""The second wall: row-level security, written once as a migration operation.

Traps (docs/architecture.md): plain comparisons only, because under a policy PostgreSQL ignores
operators that are not leakproof; settings through a sub-select, so that they are evaluated once;
after a transaction a setting is '' and not NULL, hence `nullif`; policies that ask each other
recurse.
"""

from django.db import migrations


def _setting(name: str, cast: str = "") -> str:
    return f"(select nullif(current_setting('app.{name}', true), ''){cast})"


PERSON = _setting("person", "::uuid")
PSEUDONYM = _setting("pseudonym")
INSTITUTION = _setting("institution")
STATE = _setting("state")
OBSERVER = _setting("observer")
SYSTEM = f"({_setting('system')} = 'on')"
KNOWN = f"({PERSON} is not null or {SYSTEM})"
ANYBODY = "true"


def role(name: str) -> str:
    """Does the person hold this role, by themselves or for somebody absent?"""
    held = "string_to_array(current_setting('app.roles', true), ' ')"
    return f"(select coalesce('{name}' = any({held}), false))"


VERBS = ("select", "insert", "update", "delete")


def guard(table: str, *, forced: bool = True, **policies: str) -> migrations.RunSQL:
    """Close `table` by row; `policies` say for each verb which rows are open (none: no row).

    An `update` policy holds for the row before and after; `forced=False` leaves the owner free,
    for tables that a SECURITY DEFINER function writes.
    """
    if unknown := set(policies) - set(VERBS):
        raise TypeError(f"no such verb: {unknown}")
    force = f"alter table {table} force row level security;" if forced else ""
    made = "".join(_policy(table, verb, rows) for verb, rows in policies.items())
    dropped = "".join(f"drop policy if exists {table}_{v} on {table};" for v in policies)
    return migrations.RunSQL(
        f"alter table {table} enable row level security; {force} {made}",
        f"{dropped} alter table {table} disable row level security;",
    )


def widen(table: str, name: str, rows: str) -> migrations.RunSQL:
    """One more reason to read rows of a table of a lower floor (permissive policies are ORed)."""
    return migrations.RunSQL(
        f"create policy {table}_{name} on {table} for select using ({rows});",
        f"drop policy {table}_{name} on {table};",
    )


def wall(table: str, kind: str, column: str, public: str = "false") -> migrations.RunSQL:
    """What is written under a type whose data are closed to a military liaison: never for one.

    Restrictive: no other policy, and so no audience, opens it again (R16). `column` names the
    type of a row, `public` the rows that anybody reads.
    """
    return migrations.RunSQL(
        f"""create policy {table}_wall on {table} as restrictive for select using
        (not {role("liaison")} or {public} or not exists (select 1 from types_typeversion t
            where t.type = '{kind}' and t.slug = {table}.{column} and t.is_closed));""",  # noqa: S608 - names of our own
        f"drop policy {table}_wall on {table};",
    )


def _policy(table: str, verb: str, rows: str) -> str:
    clause = {
        "select": f"using ({rows})",
        "delete": f"using ({rows})",
        "insert": f"with check ({rows})",
        "update": f"using ({rows}) with check ({rows})",
    }[verb]
    return f"create policy {table}_{verb} on {table} for {verb} {clause};"


def fold(table: str, *names: str) -> migrations.RunSQL:
    """Ask for these reasons to read a row of `table` only when its `word` is theirs.

    A policy is planned with every table that it names, and these with theirs: with a dozen reasons
    a statement about documents took two seconds to plan. A function is planned when it is first
    asked. Each policy must begin with `word = '…' and …`.
    """
    return migrations.RunSQL(
        "".join(_FOLD.format(table=table, policy=f"{table}_{name}") for name in names),
        migrations.RunSQL.noop,
    )


_FOLD = r"""
do $do$
declare rows text := (select pg_get_expr(polqual, polrelid) from pg_policy
    where polrelid = '{table}'::regclass and polname = '{policy}');
begin
    execute format('create function {policy}_seen({table}) returns boolean language plpgsql stable
        set search_path = public, pg_temp as
        $$ begin return exists (select 1 from (select ($1).*) {table} where %s); end $$', rows);
    execute format('alter policy {policy} on {table} using (word = %L and {policy}_seen({table}))',
        (regexp_match(rows, $re$word\)::text = '(\w+)'$re$))[1]);
end $do$;
"""
