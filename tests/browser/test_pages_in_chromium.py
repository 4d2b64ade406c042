"""Every page of the URL configuration in a real browser: four languages, axe, 320 points.

The list is made from the routes: a new page is looked at from its first day, and one that nobody
of the demonstration can open fails.
"""

from typing import Any

import polib
import pytest

from tests.browser import pages
from tests.browser.watch import NARROW, WIDE, overflow, violations
from tests.extent import WHOLE
from tests.world import ROOT

LANGUAGES = ("es", "en", "pt", "fr")
OTHERS = LANGUAGES[1:]
PARTS = 18  # small ones, so that both processes have work to the end
FILE = "a file or an act"
REFUSED = {"/no-existe/": 404, "/observatory/explorer/?flow=DF_HOMICIDE&start=ayer": 422}
WORDS = """() => {
  const said = document.title.split(" · ");
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.data.trim().replace(/\\s+/g, " ");
    const inside = walk.currentNode.parentElement.closest("[lang]");
    if (text && inside === document.documentElement) said.push(text);
  }
  for (const one of document.querySelectorAll("[aria-label], [placeholder], [title]"))
    for (const name of ["aria-label", "placeholder", "title"])
      if (one.getAttribute(name)) said.push(one.getAttribute(name));
  return said;
}"""


def spanish(language: str) -> set[str]:
    """What the catalogue says otherwise in this language; one word may be the same in both."""
    file = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
    return {
        entry.msgid
        for entry in polib.pofile(str(file))
        if " " in entry.msgid and entry.msgstr and entry.msgstr != entry.msgid
    }


@pytest.fixture(scope="module")
def former() -> dict[str, set[str]]:
    """For each language what must not be met in it."""
    return {language: spanish(language) for language in OTHERS}


@pytest.fixture(scope="module")
def addresses(lived: Any) -> list[tuple[int, tuple[str, str]]]:
    """Every route and where it is, numbered."""
    return list(enumerate(pages.addresses(lived).items()))


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_opened_by_somebody_and_holds(lived, addresses, former, part):
    opened, nobody, faults = 0, [], {}
    for number, (route, address) in addresses[part::PARTS]:
        page = _page(lived, address)
        if page is None:
            nobody.append(route)
        elif page.who != FILE:
            opened += 1
            faults |= _faults(lived, page, _languages(number), former)
    for page in pages.more(lived)[part::PARTS] if WHOLE else ():
        faults |= _faults(lived, page, ("es",), former)
    assert (nobody, faults) == ([], {})
    assert opened > 60 // PARTS


def _page(lived: Any, address: str) -> pages.Page | None:
    """The first person of the cast whom a page answers; FILE for what is no page; or nobody."""
    for who in pages.CAST:
        answer = lived.tab(who).context.request.get(lived.address + address, max_redirects=0)
        is_html = answer.headers.get("content-type", "").startswith("text/html")
        if answer.status in (200, 405):
            return pages.Page(who if is_html and answer.status == 200 else FILE, address)
    return None


def _languages(number: int) -> tuple[str, ...]:
    """Spanish, and in turn one more; all where they are asked whole."""
    return LANGUAGES if WHOLE else ("es", OTHERS[number % len(OTHERS)])


def _faults(
    lived: Any, page: pages.Page, languages: tuple[str, ...], former: dict[str, set[str]]
) -> dict[str, list[str]]:
    """What is wrong with a page, by language; none where nothing is.

    What axe asks hardly depends on the language, and is most of the work: it looks at each page
    in the last of its languages, wide; asked whole in all, and narrow too.
    """
    found = {}
    for language in languages:
        judged = WHOLE or language == languages[-1]
        if said := looked_at(lived, page, language, judged, former.get(language, set())):
            found[f"{page} in {language}"] = said
    return found


def looked_at(
    lived: Any, page: pages.Page, language: str, judged: bool, former: set[str]
) -> list[str]:
    tab = lived.tab(page.who)
    tab.set_viewport_size(WIDE if judged else NARROW)
    joint = "&" if "?" in page.address else "?"
    answer = tab.goto(f"{lived.address}{page.address}{joint}lang={language}")
    said = [] if answer.status == REFUSED.get(page.address, 200) else [f"status {answer.status}"]
    if tab.evaluate("document.documentElement.lang") != language:
        said.append("lang")
    if tab.locator("h1").count() != 1:
        said.append("h1")
    said += sorted(former & set(tab.evaluate(WORDS))) if former else []
    said += violations(tab) if judged else []
    tab.set_viewport_size(NARROW)
    if (wider := overflow(tab)) > 0:
        said.append(f"{wider} wider than 320")
    return said + (violations(tab) if WHOLE else [])
