"""A reading as a picture: which kind suits it, its title, flags and source."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almenara.core.web import atlas
from almenara.formats.figures import rounded
from almenara.observatory import drawn
from almenara.observatory.charts import classes, maps, pictures
from almenara.observatory.charts.lines import BREAK, FLAGS, HIDDEN
from almenara.observatory.charts.pictures import NARROW, WIDE, Spec
from almenara.observatory.charts.words import Words
from almenara.observatory.pages import sources
from almenara.observatory.pages.readings import Reading
from almenara.observatory.selections import Selection
from almenara.observatory.structures import AREA

Context = dict[str, Any]
PANELS = 40  # small multiples in one picture
KINDS = {
    "lines": gettext_lazy("Líneas en el tiempo"),
    "panels": gettext_lazy("Un cuadro por serie"),
    "bars": gettext_lazy("Barras de un período"),
    "map": gettext_lazy("Mapa de un período"),
}
MEANINGS = {
    FLAGS[BREAK]: gettext_lazy("cambio de método: no se une con lo anterior"),
    "p": gettext_lazy("provisional"),
    "e": gettext_lazy("estimado"),
    "f": gettext_lazy("proyección"),
    "u": gettext_lazy("poco fiable"),
    HIDDEN: gettext_lazy("oculto: protege a personas"),
}
TOO_MANY = gettext_lazy("Demasiadas series para un gráfico: elija menos.")
SIZES = {"wide": WIDE, "narrow": NARROW}


def kinds(read: Reading) -> list[str]:
    """The kinds of picture that suit these series; the first is the usual one."""
    count = len(read.lines)
    found = ["lines"] if 0 < count <= pictures.MOST else []
    found += ["panels"] if 1 < count <= PANELS else []
    found += ["bars"] if 1 < count <= PANELS else []
    is_by_area = {read.area(key) for key in read.cells} <= atlas.drawing()["states"].keys()
    is_single = len({read.area(key) for key in read.cells}) == len(read.cells)
    return found + (["map"] if count > 1 and is_by_area and is_single else [])


def kind(read: Reading) -> str:
    """The one asked for where it suits, else the usual one; "" = no picture."""
    possible = kinds(read)
    return read.selection.kind if read.selection.kind in possible else next(iter(possible), "")


def svg(read: Reading, width: int = WIDE) -> bytes:
    """The picture as it is shown and downloaded."""
    said = words(read)
    if kind(read) == "map":
        return maps.standing(map_of(read), said, width).encode()
    return drawn.svg(specification(read, said, width), said)


def png(read: Reading) -> bytes:
    return drawn.png(svg(read))


def specification(read: Reading, said: Words, width: int = WIDE) -> Spec:
    if not kind(read):
        return pictures.nothing(str(TOO_MANY) if read.lines else said.absent, said, width)
    if kind(read) == "bars":
        return pictures.bar_chart(read.lines, read.period, said, width)
    draw = pictures.line_chart if kind(read) == "lines" else pictures.panels
    return draw(read.lines, said, width)


def words(read: Reading) -> Words:
    """Title, unit, flags and source of a picture in the reader's language."""
    one_period = kind(read) in ("bars", "map")
    title = sources.named(read.flow.names) + (f", {read.period}" if one_period else "")
    if len(read.lines) == 1:
        title = f"{read.lines[0].name} · {title}"
    return Words(
        language=read.language,
        title=title,
        subtitle=read.narrowed,
        unit=read.unit,
        absent=_("sin datos"),
        flags={letter: str(text) for letter, text in MEANINGS.items()},
        foot=sources.foot(read.flow, read.selection),
    )


def map_of(read: Reading) -> Context:
    """The Americas in one period; a State without a figure is white and says so."""
    found = {read.area(key): value for key, value in read.of(read.period).items()}
    values = list(found.values())
    cuts = classes.edges(values)
    shift = classes.MOST - 1 - len(cuts) if cuts else classes.MOST // 2
    asked = found.keys() | set(read.silent) | {read.area(key) for key in read.cells}
    rows = []
    for code in sorted(asked & atlas.drawing()["states"].keys()):
        value, tone, said, url = found.get(code), "absent", _("sin datos"), ""
        if value is not None:
            tone = str(classes.place(value, cuts) + shift)
            said = f"{rounded(value, read.language)} {read.unit}"
            url = state_url(read.selection, code)
        name = read.label(AREA, code)
        rows.append({"code": code, "name": name, "tone": tone, "said": said, "url": url})
    key = [
        (str(n + 1 + shift), text)
        for n, text in enumerate(classes.labels(values, cuts, read.language) if values else [])
    ]
    label = _("Mapa: %(what)s, %(period)s") % {
        "what": sources.named(read.flow.names), "period": read.period,
    }  # fmt: skip
    return atlas.picture(label, [*key, ("absent", _("sin datos"))], rows)


def state_url(selection: Selection, code: str) -> str:
    return f"/observatory/indicators/{selection.flow.id}/?{selection.only(**{AREA: code}).query()}"
