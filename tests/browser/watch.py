"""What a page must never do, and what axe says of it."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

AXE = (Path(__file__).parent / "vendor/axe.min.js").read_text("utf-8")
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 320, "height": 640}
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]

ASK = """async rules => {
  const asked = {runOnly: rules, resultTypes: ["violations"], preload: false};
  const found = (await axe.run(document, asked)).violations;
  const told = (rule, node) => `${rule.id}: ${rule.help} at ${node.target}`;
  return found.flatMap(rule => rule.nodes.map(node => told(rule, node)));
}"""


class Watch:
    """Writes down complaints of the console, breaches of the policy and calls to other hosts."""

    def __init__(self, page: Any) -> None:
        self.complaints: list[str] = []
        self.foreign: list[str] = []
        self._host = ""
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._called)

    def _said(self, message: Any) -> None:
        refused = "status of 4" in message.text  # a refused page is an answer, not a fault
        if message.type in ("error", "warning") and not refused:
            self.complaints.append(message.text)

    def _called(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("http", "https", "ws", "wss"):
            return
        self._host = self._host or parts.netloc
        if parts.netloc != self._host:
            self.foreign.append(request.url)


def violations(page: Any) -> list[str]:
    """One line for each thing that axe finds; the page's tab was made with `policy=False`."""
    page.evaluate(AXE)
    return page.evaluate(ASK, RULES)


def overflow(page: Any) -> int:
    """How many points the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
