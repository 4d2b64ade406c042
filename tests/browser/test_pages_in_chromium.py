"""Every page of the URL configuration in a real browser: four languages, axe, 320 points.

The list is made from the routes: a new page is looked at from its first day, and one that nobody
of the demonstration can open fails.
"""

import os
from typing import Any

import polib
import pytest

from tests.browser import pages
from tests.browser.watch import overflow, violations
from tests.world import ROOT

LANGUAGES = ("es", "en", "pt", "fr")
WHOLE = os.environ.get("ALMENARA_PAGES") == "whole"
WORDS = """() => {
  const said = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
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
def found(lived: Any) -> dict[str, list]:
    """Each route with what it is: a page of somebody, an act, a file; or nobody's."""
    sorted_: dict[str, list] = {"pages": [], "more": [], "nobody": []}
    for route, address in pages.addresses(lived).items():
        answers = (_asked(lived, who, address) for who in pages.CAST)
        what, who = next(((what, who) for what, who in answers if what), ("", ""))
        if what == "page":
            sorted_["pages"].append(pages.Page(who, address))
        elif not what:
            sorted_["nobody"].append(route)
    sorted_["more"] = [page for page in pages.more(lived) if page not in sorted_["pages"]]
    return sorted_


def _asked(lived: Any, who: str, address: str) -> tuple[str, str]:
    """What this person gets there: a page, something else that is an answer, or nothing."""
    answer = lived.tab(who).context.request.get(lived.address + address, max_redirects=0)
    is_html = answer.headers.get("content-type", "").startswith("text/html")
    if answer.status == 200:
        return ("page" if is_html else "file"), who
    return ("act" if answer.status == 405 else ""), who


def test_every_page_is_opened_by_somebody(found):
    assert found["nobody"] == []
    assert len(found["pages"]) > 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_holds_in_its_language(lived, found, language):
    """What the same page shows to others, and in another state, is looked at in Spanish."""
    former = spanish(language) if language != "es" else set()
    faults = {}
    for page in _looked_at(found, language):
        if said := _faults(lived, page, language, former):
            faults[str(page)] = said
    assert faults == {}


def _looked_at(found: dict[str, list], language: str) -> list[pages.Page]:
    """All in Spanish, and each in one more language; all in each where they are asked whole."""
    if language == "es":
        return found["pages"] + (found["more"] if WHOLE else [])
    part = LANGUAGES.index(language) - 1
    return found["pages"] if WHOLE else found["pages"][part :: len(LANGUAGES) - 1]


def _faults(lived: Any, page: pages.Page, language: str, former: set[str]) -> list[str]:
    tab = lived.tab(page.who)
    joint = "&" if "?" in page.address else "?"
    answer = tab.goto(f"{lived.address}{page.address}{joint}lang={language}")
    wanted = 404 if page.address == "/no-existe/" else 200
    said = [] if answer.status == wanted else [f"status {answer.status}"]
    if tab.evaluate("document.documentElement.lang") != language:
        said.append("lang")
    if tab.locator("h1").count() != 1:
        said.append("h1")
    said += violations(tab)
    said += sorted(former & set(tab.evaluate(WORDS))) if former else []
    tab.set_viewport_size({"width": 320, "height": 640})
    if (wider := overflow(tab)) > 0:
        said.append(f"{wider} wider than 320")
    tab.set_viewport_size({"width": 1280, "height": 800})
    return said
