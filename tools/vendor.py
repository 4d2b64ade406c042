"""Brings in the few foreign files that the pages use, and writes down where each came from.

Run by hand when a version changes: `python tools/vendor.py`. It needs Node and npm; nothing
else in the project does. The files are committed; `tests/test_vendored_files.py` recomputes
the sums in `tools/vendor.lock.json`.
"""

import hashlib
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

import atlas

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "almenara/core/web/static/web"
VENDOR = STATIC / "vendor"
MAP = ROOT / "almenara/core/web/map/americas.json"
BROWSER = ROOT / "tests/browser/vendor"
LOCK = ROOT / "tools/vendor.lock.json"

SASS = "1.108.2"
USWDS = ("@uswds/uswds", "3.14.0")
HTMX = ("htmx.org", "2.0.11")
FONT = ("@fontsource-variable/public-sans", "5.3.0")
AXE = ("axe-core", "4.14.1")
ATLAS = ("world-atlas", "2.0.2")

# Our name of an icon: its name in USWDS.
ICONS = {
    "home": "home",
    "alert": "campaign",
    "inbox": "mail_outline",
    "network": "groups",
    "people": "groups",
    "phone": "phone",
    "roster": "calendar_today",
    "journal": "history",
    "search": "search",
    "star": "star_outline",
    "check": "check_circle",
    "tick": "check",
    "clock": "schedule",
    "warning": "warning",
    "error": "error",
    "info": "info",
    "notice-info": "info",
    "notice-success": "check_circle",
    "notice-warning": "warning",
    "notice-error": "error",
    "lock": "lock_outline",
    "eye": "visibility",
    "hidden": "visibility_off",
    "next": "arrow_forward",
    "back": "arrow_back",
    "chevron": "navigate_next",
    "chevron-back": "navigate_before",
    "up": "arrow_upward",
    "copy": "content_copy",
    "print": "print",
    "download": "file_download",
    "upload": "file_upload",
    "attach": "attach_file",
    "plus": "add",
    "filter": "filter_list",
    "close": "close",
    "menu": "menu",
    "person": "person",
    "account": "account_circle",
    "language": "language",
    "send": "send",
    "edit": "edit",
    "thread": "forum",
    "hand-on": "share",
    "undo": "undo",
    "refresh": "autorenew",
    "sign-in": "login",
    "sign-out": "logout",
    "exercise": "flag",
    "settings": "settings",
    "verified": "verified_user",
    "place": "account_balance",
    "open": "radio_button_unchecked",
    "sort": "unfold_more",
    "key": "fingerprint",
    "statistics": "assessment",
    "library": "local_library",
    "school": "school",
    "plan": "insights",
    "help": "help_outline",
    "external": "launch",
    "blocked": "do_not_disturb",
}

# A colour of USWDS: the token of ours that takes its place, in light and in dark.
COLOURS = {
    "#fff": "paper",
    "#1b1b1b": "ink",
    "#000": "ink",
    "#005ea2": "sea",
    "#1a4480": "sea-deep",
    "#162e51": "sea-deeper",
    "#54278f": "sea-deep",
    "#2491ff": "focus",
    "#0076d6": "focus",
    "#c9c9c9": "line",
    "#dfe1e2": "line",
    "#e6e6e6": "line",
    "#a9aeb1": "line-strong",
    "#919191": "line-strong",
    "#757575": "ink-soft",
    "#71767a": "ink-soft",
    "#565c65": "ink-soft",
    "#454545": "ink-soft",
    "#3d4551": "ink",
    "#f0f0f0": "mist",
    "#d9e8f6": "sea-wash",
    "#e7f6f8": "sea-wash",
    "#00bde3": "sea",
    "#b50909": "ember",
    "#d83933": "ember",
    "#8b0a03": "ember-deep",
    "#d54309": "ember",
    "#f4e3db": "ember-wash",
    "#9c3d10": "ember-deep",
    "#ecf3ec": "leaf-wash",
    "#00a91c": "leaf",
    "#faf3d1": "sand-wash",
    "#ffbe2e": "sand",
    "#fa9441": "sand",
    "#c05600": "sand",
    "#775540": "sand",
    "#c3ebfa": "sea-wash",
    "#e1f3f8": "sea-wash",
    "#97d4ea": "line",
    "#28a0cb": "sea",
    "#07648d": "sea-deep",
}


@dataclass(frozen=True)
class Vendored:
    """One file of somebody else, or made from theirs."""

    package: str
    version: str
    file: str
    sha256: str
    licence: str


def unpack(package: tuple[str, str], into: Path) -> Path:
    """Fetches a package by name and version with npm and opens it."""
    name = f"{package[0]}@{package[1]}"
    done = subprocess.run(
        ["npm", "pack", "--silent", name], cwd=into, check=True, capture_output=True, text=True
    )
    archive = into / done.stdout.split()[-1]
    folder = into / archive.stem
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder / "package"


def built_css(uswds: Path, work: Path) -> str:
    """The USWDS that we use, compiled, with our tokens for its colours and no faces of its own."""
    tool = work / "sass"
    tool.mkdir()
    subprocess.run(["npm", "install", "--silent", f"sass@{SASS}"], cwd=tool, check=True)
    done = subprocess.run(
        [
            str(tool / "node_modules/.bin/sass"),
            "--no-source-map",
            "--style=compressed",
            "--quiet-deps",
            f"--load-path={uswds / 'packages'}",
            str(ROOT / "tools/uswds.scss"),
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    return with_tokens(with_our_face(done.stdout))


def with_our_face(css: str) -> str:
    """Leaves out the faces and calls the one that we use as almenara.css declares it."""
    css = re.sub(r"@font-face\s*\{[^}]*\}", "", css)
    return css.replace("Public Sans Web", "Public Sans")


def with_tokens(css: str) -> str:
    """Puts our custom properties in the place of every colour; an unknown one is an error."""
    unknown: set[str] = set()

    def token(match: re.Match[str]) -> str:
        name = COLOURS.get(match[0].lower())
        if name is None:
            unknown.add(match[0])
            return match[0]
        return f"var(--{name})"

    css = re.sub(r"(?<![\w-])#[0-9a-fA-F]{3,8}\b", token, css)
    if unknown:
        raise SystemExit(f"no token for the colours {sorted(unknown)}: add them to COLOURS")
    return css


def with_images(css: str, uswds: Path) -> tuple[str, list[Path]]:
    """Copies the pictures that the sheet names beside it."""
    copied = []
    for name in sorted(set(re.findall(r'url\("?img/([^")]+)"?\)', css))):
        target = VENDOR / "img" / Path(name).name
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(uswds / "dist/img" / name, target)
        css = css.replace(f"img/{name}", f"img/{target.name}")
        copied.append(target)
    return css, copied


def sprite(uswds: Path) -> str:
    """One file with a symbol for each icon, and the beacon drawn by us."""
    symbols = [symbol("beacon", (STATIC / "beacon.svg").read_text("utf-8"))]
    for ours, theirs in ICONS.items():
        source = uswds / f"dist/img/usa-icons/{theirs}.svg"
        symbols.append(symbol(ours, source.read_text("utf-8")))
    body = "\n".join(symbols)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n'


def symbol(name: str, svg: str) -> str:
    """The drawing of one file as a symbol with our name."""
    box = re.search(r'viewBox="([^"]+)"', svg)
    inner = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
    if box is None or inner is None:
        raise SystemExit(f"the drawing of {name} cannot be read")
    drawing = re.sub(r"<title>.*?</title>|<style>.*?</style>", "", inner[1], flags=re.DOTALL)
    return f'<symbol id="{name}" viewBox="{box[1]}">{" ".join(drawing.split())}</symbol>'


def write(path: Path, content: str | bytes) -> Path:
    """Writes one vendored file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def entry(package: tuple[str, str], path: Path, licence: str) -> Vendored:
    """The line of the lock for one file."""
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return Vendored(*package, str(path.relative_to(ROOT)), sha256, licence)


def vendored_uswds(work: Path) -> list[Vendored]:
    """The sheet, its pictures and the sprite."""
    uswds = unpack(USWDS, work)
    css, images = with_images(built_css(uswds, work), uswds)
    rows = [entry(USWDS, write(VENDOR / "uswds.css", css), "CC0-1.0")]
    rows += [entry(USWDS, image, "Apache-2.0") for image in images]
    icons = write(STATIC / "icons.svg", sprite(uswds))
    return [*rows, entry(USWDS, icons, "Apache-2.0")]


def vendored_font(work: Path) -> list[Vendored]:
    """Public Sans, Latin, all weights in one file, with its licence beside it."""
    font = unpack(FONT, work)
    face = (font / "files/public-sans-latin-wght-normal.woff2").read_bytes()
    words = (font / "LICENSE").read_bytes()
    return [
        entry(FONT, write(VENDOR / "public-sans.woff2", face), "OFL-1.1"),
        entry(FONT, write(VENDOR / "public-sans.LICENSE.txt", words), "OFL-1.1"),
    ]


def vendored_scripts(work: Path) -> list[Vendored]:
    """htmx for the pages, axe for the tests."""
    htmx = (unpack(HTMX, work) / "dist/htmx.min.js").read_bytes()
    axe = (unpack(AXE, work) / "axe.min.js").read_bytes()
    return [
        entry(HTMX, write(VENDOR / "htmx.min.js", htmx), "0BSD"),
        entry(AXE, write(BROWSER / "axe.min.js", axe), "MPL-2.0"),
    ]


def vendored_map(work: Path) -> list[Vendored]:
    """The Americas, drawn small, for the map of a network's members."""
    found = atlas.drawn(unpack(ATLAS, work) / "countries-50m.json")
    content = json.dumps(found, separators=(",", ":")) + "\n"
    return [entry(ATLAS, write(MAP, content), "ISC")]


def main() -> None:
    """Fetches, builds and writes everything, and the lock."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        rows = [*vendored_uswds(work), *vendored_font(work), *vendored_scripts(work)]
        rows += vendored_map(work)
    rows.sort(key=lambda row: row.file)
    LOCK.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", "utf-8")
    for row in rows:
        print(f"{row.package} {row.version} {row.file}")


if __name__ == "__main__":
    main()
