"""A paper as HTML: its blocks for a page of ours, or a whole file that opens anywhere."""

from base64 import b64encode
from collections.abc import Iterable
from html import escape

from almenara.formats.papers.model import (
    Block,
    Grid,
    Heading,
    Items,
    Paper,
    Paragraph,
    Picture,
    Run,
    Runs,
)  # fmt: skip

_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;"
    "color:#16213a}table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #c9d1de;"
    "padding:.3rem;text-align:left}.number{text-align:right}.unseen{position:absolute;left:-999em}mark{background:#fde9d9}"
    "a{color:#0b5c86}.note{color:#8a5a00;font-size:.9em}"
)


def page(paper: Paper) -> str:
    """One file, nothing outside it."""
    title, body = escape(paper.title), blocks(paper.blocks, paper.words.unsourced)
    facts = "".join(f"<p>{escape(fact)}</p>" for fact in paper.facts)
    return (
        f'<!doctype html><html lang="{paper.language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body>"
        f"<p>{escape(paper.marking)}</p><main><h1>{title}</h1>{facts}{body}</main></body></html>\n"
    )


def blocks(found: Iterable[Block], unsourced: str) -> str:
    """The blocks, every text of people escaped."""
    return "".join(_block(block, unsourced) for block in found)


def _block(block: Block, unsourced: str) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level}>{_runs(block.runs, unsourced)}</h{block.level}>"
    if isinstance(block, Paragraph):
        return f"<p>{_runs(block.runs, unsourced)}</p>"
    if isinstance(block, Items):
        name = "ol" if block.is_numbered else "ul"
        rows = "".join(f"<li>{_runs(row, unsourced)}</li>" for row in block.rows)
        return f"<{name}>{rows}</{name}>"
    if isinstance(block, Picture):
        drawn = b64encode(block.svg.encode()).decode()
        return f'<img alt="{escape(block.alt)}" src="data:image/svg+xml;base64,{drawn}">'
    return _grid(block, unsourced)


def _grid(grid: Grid, unsourced: str) -> str:
    """As the tables of our pages: each cell says its column, for narrow screens."""
    named = [escape(name) for name in grid.header]
    side = [' class="number"' if n in grid.numbers else "" for n in range(len(named))]
    head = "".join(f'<th scope="col"{side[n]}>{name}</th>' for n, name in enumerate(named))
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td data-label="{named[n]}"{side[n]}>{_runs(cell, unsourced)}</td>'
            for n, cell in enumerate(row)
        )
        + "</tr>"
        for row in grid.rows
    )
    return (
        '<div class="table"><table class="usa-table usa-table--borderless usa-table--stacked">'
        f'<caption class="unseen">{escape(grid.caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _runs(runs: Runs, unsourced: str) -> str:
    return "".join(_run(run, unsourced) for run in runs)


def _run(run: Run, unsourced: str) -> str:
    text = escape(run.text)
    if run.value:
        text = f'<data value="{escape(run.value)}">{text}</data>'
    if run.url:
        text = f'<a href="{escape(run.url)}">{text}</a>'
    if run.note:
        text += f' <span class="note sand">({escape(run.note)})</span>'
    if run.is_unsourced:
        text = f'<mark>{text}</mark> <span class="note sand">({escape(unsourced)})</span>'
    return f"<{run.style}>{text}</{run.style}>" if run.style else text
