"""One form for every kind of type: its fields are the leaves of the shape that validates it."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almenara.core.parties.actor import Actor
from almenara.core.parties.models import LANGUAGES
from almenara.core.types import leaves, words
from almenara.core.types.heads import REQUIRED, Spec
from almenara.core.types.leaves import ABSENT, Leaf
from almenara.formats import yamltext
from almenara.formats.refusal import Unreadable

IN_LANGUAGE = {"es": gettext_lazy("%(what)s en español"), "en": gettext_lazy("%(what)s en inglés"),
               "pt": gettext_lazy("%(what)s en portugués"),
               "fr": gettext_lazy("%(what)s en francés")}  # fmt: skip
USUAL = ("PT30M", "PT1H", "PT4H", "PT24H", "P3D", "P30D", "P90D", "P180D", "P4M", "P1Y", "P3Y")
MOST_ROWS = 200
ENDS = ("", *(f"-{code}" for code in LANGUAGES), *(f"-{number}" for number in range(1, 10)))
DECIMAL = re.compile(r"-?\d{1,15}(?:[.,]\d{1,10})?", re.ASCII)


class DurationInput(forms.TextInput):
    """A duration in ISO 8601, with the usual ones to choose from in words."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        shown = super().render(name, value, {**(attrs or {}), "list": f"usual-{name}"}, renderer)
        usual = format_html_join(
            "", '<option value="{}">{}</option>', ((one, words.lasting(one)) for one in USUAL)
        )
        return format_html('{}<datalist id="usual-{}">{}</datalist>', shown, name, usual)


class TypeForm(forms.Form):
    """A type as a form; what it reads is judged by the service, and comes back at its fields."""

    use_required_attribute = False

    def __init__(self, actor: Actor, spec: Spec, document: Any, posted: Any = None) -> None:
        super().__init__(posted)
        self.actor, self.spec, self.former = actor, spec, document
        self.leaves = tuple(leaves.of(spec.shape))
        self.lists = {leaf.name for leaf in self.leaves if leaf.kind == "rows"}
        self._offered: dict[str, Any] = {}
        for leaf in self.leaves:
            if leaf.kind == "rows":
                for number in range(self._count(leaf)):
                    for one in leaf.below:
                        self._ask(one, f"{leaf.name}-{number}-", leaf.name)
            else:
                self._ask(leaf)

    def full_clean(self) -> None:
        """Nothing is judged here."""
        self._errors, self.cleaned_data = ErrorDict(), {}

    def fix_slug(self) -> None:
        """A new version keeps its name."""
        self.fields["slug"].disabled = True

    def document(self, kind: str, version: int) -> dict[str, Any]:
        """The document that the YAML of the same type would hold."""
        said = {leaf.path: self._said(leaf) for leaf in self.leaves}
        found = leaves.written(self.leaves, said, self.former)
        return {"type": kind, "slug": "", "version": version} | found

    def refuse(self, refusal: Unreadable) -> None:
        """Put each fault at the field where the person can mend it."""
        for loc, said in refusal.places(_):
            name = self._place([str(part) for part in loc])
            if name is None or said not in self.errors.get(name, []):
                self.add_error(name, said)

    def sections(self) -> Iterator[tuple[Any, list[forms.BoundField], Leaf | None, list[Any]]]:
        """The parts of the page: heading, fields, and the rows of a list with theirs."""
        for heading, keys in (*words.SECTIONS, *self.spec.sections):
            mine = [leaf for leaf in self.leaves if leaf.path[0] in keys and leaf.kind != "rows"]
            yield heading, [self[name] for leaf in mine for name in self._names(leaf)], None, []
        for leaf in self.leaves:
            if leaf.kind == "rows":
                rows = [self._row(leaf, number) for number in range(self._count(leaf))]
                yield words.label(self.spec, leaf.name)[0], [], leaf, rows

    def _row(self, leaf: Leaf, number: int) -> tuple[list[forms.BoundField], bool]:
        """The fields of a row, and whether it is shown open: a fresh one, or one with faults."""
        before = f"{leaf.name}-{number}-"
        fields = [self[name] for one in leaf.below for name in self._names(one, before)]
        return fields, not fields[0].value() or any(field.errors for field in fields)

    def _ask(self, leaf: Leaf, before: str = "", above: str = "") -> None:
        """The fields of one leaf, with their words and what stands in them now."""
        place = f"{above}-{leaf.name}" if above else leaf.name
        label, hint = words.label(self.spec, place)
        if leaf.path[0] in REQUIRED and not above:
            hint = hint or _("Sin ello queda en borrador.")
        value = self._value(leaf, before, above)
        made = _fields(leaf, self._choices(leaf, place, value), label)
        is_text = leaf.kind == "words" and isinstance(made[""], forms.CharField)
        shown = {"": ", ".join(value or [])} if is_text else _shown(leaf, value)
        for suffix, field in made.items():
            field.help_text, field.required = hint, leaf.is_required
            field.initial = shown.get(suffix)
            self.fields[before + leaf.name + suffix] = field

    def _choices(self, leaf: Leaf, place: str, value: Any) -> Any:
        """What may stand there, and what stands there now."""
        if place not in self._offered:
            self._offered[place] = words.choices(self.actor, self.spec, leaf, place)
        offered = self._offered[place]
        if offered is None or not isinstance(value, str) or value in ("", *dict(offered)):
            return offered
        return [*offered, (value, value)]

    def _value(self, leaf: Leaf, before: str, above: str) -> Any:
        document = self.former
        if above:
            rows = leaves.at(document, tuple(above.split("-")))
            number = int(before.split("-")[-2])
            document = rows[number] if isinstance(rows, list) and number < len(rows) else {}
        value = leaves.at(document, leaf.path)
        return leaf.default if value is ABSENT else value

    def _count(self, leaf: Leaf) -> int:
        if not self.is_bound:
            rows = leaves.at(self.former, leaf.path)
            return len(rows) if isinstance(rows, list) else 0
        begins = re.compile(rf"{leaf.name}-(\d{{1,3}})-")
        numbers = [int(found[1]) for key in self.data if (found := begins.match(key))]
        return min(max(numbers, default=-1) + 1, MOST_ROWS)

    def _said(self, leaf: Leaf, before: str = "") -> Any:
        if leaf.kind == "rows":
            return [
                {one.path: self._said(one, f"{leaf.name}-{number}-") for one in leaf.below}
                for number in range(self._count(leaf))
            ]
        raw = {}
        for name in self._names(leaf, before):
            field = self.fields[name]
            given = field.widget.value_from_datadict(self.data, self.files, name)
            raw[name.removeprefix(before + leaf.name)] = field.initial if field.disabled else given
        return _read(leaf, raw)

    def _names(self, leaf: Leaf, before: str = "") -> list[str]:
        whole = before + leaf.name
        return [whole + end for end in ENDS if whole + end in self.fields]

    def _place(self, loc: list[str]) -> str | None:
        """The field of a place of the document, or the first one below it."""
        place = ""
        for part in loc:
            longer = f"{place}-{part}" if place else part
            if any(f"{name}-".startswith(f"{longer}-") for name in self.fields):
                place = longer
        return next((n for n in self.fields if place and f"{n}-".startswith(f"{place}-")), None)


def _fields(leaf: Leaf, choices: Any, label: Any) -> dict[str, forms.Field]:
    """The fields of one leaf by the end of their names."""
    match leaf.kind:
        case "names":
            is_short = leaf.path[-1] in ("names", "short", "hint")
            area = forms.TextInput() if is_short else forms.Textarea({"rows": 2})
            return {
                f"-{code}": forms.CharField(widget=area, label=IN_LANGUAGE[code] % {"what": label})
                for code in LANGUAGES
            }
        case "order":
            places = range(1, len(leaf.choices) + 1)
            return {f"-{n}": forms.ChoiceField(choices=[("", "—"), *choices],
                                               label=f"{label}: {n}.º")
                    for n in places}  # fmt: skip
        case "tick":
            return {"": forms.BooleanField(label=label)}
        case "number":
            return {"": forms.CharField(widget=forms.NumberInput({"step": "any"}), label=label)}
        case "duration":
            return {"": forms.CharField(widget=DurationInput, label=label)}
        case "lines" | "free":
            return {"": forms.CharField(widget=forms.Textarea({"rows": 8}), label=label)}
    return {"": _plain(leaf, choices, label)}


def _plain(leaf: Leaf, choices: Any, label: Any) -> forms.Field:
    if choices is None:
        return forms.CharField(label=label)
    if leaf.kind in ("many", "words"):
        return forms.MultipleChoiceField(
            choices=choices, widget=forms.CheckboxSelectMultiple, label=label
        )
    return forms.ChoiceField(choices=[("", "—"), *choices], label=label)


def _shown(leaf: Leaf, value: Any) -> dict[str, Any]:
    """A value as the fields of its leaf show it."""
    match leaf.kind:
        case "names":
            return {f"-{code}": text for code, text in leaves.languages(value).items()}
        case "order":
            return {f"-{n}": one for n, one in enumerate(value or [], 1)}
        case "lines":
            return {"": lines(leaf, value or [])}
        case "free":
            return {"": yamltext.written(value) if value else ""}
    return {"": value}


def _read(leaf: Leaf, raw: dict[str, Any]) -> Any:
    """What the fields of a leaf hold, as the document says it."""
    given = raw.get("")
    match leaf.kind:
        case "names":
            found = {key[1:]: text.strip() for key, text in raw.items() if (text or "").strip()}
            is_plain = leaf.is_plain and set(found) == {LANGUAGES[0]}
            return found[LANGUAGES[0]] if is_plain else found
        case "order":
            return [one for one in raw.values() if one]
        case "number":
            return _number(given)
        case "lines":
            return unlined(leaf, given or "")
        case "free":
            return _free(given or "")
        case "words":
            return given if isinstance(given, list) else (given or "").replace(",", " ").split()
        case "tick":
            return bool(given)
    return given.strip() if isinstance(given, str) else given


def _number(given: Any) -> Any:
    """A number as somebody wrote it; what is none is judged where all is."""
    if not DECIMAL.fullmatch(given := (given or "").strip()):
        return given
    return int(given) if given.lstrip("-").isdigit() else float(given.replace(",", "."))


def _free(text: str) -> Any:
    """What YAML says; what is no YAML stays the text that it is and is refused as such."""
    try:
        return yamltext.document(text) if text.strip() else None
    except Unreadable:
        return text


def lines(leaf: Leaf, rows: list[Any]) -> str:
    """Short rows, one a line: `key | es | en | pt | fr`."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="|", lineterminator="\n")
    for row in rows:
        cells: list[str] = []
        for one in leaf.below:
            value = leaves.at(row, one.path)
            text = {} if value is ABSENT else value
            spread = [leaves.languages(text).get(code, "") for code in LANGUAGES]
            cells += spread if one.kind == "names" else [str(text or "")]
        writer.writerow(cells)
    return out.getvalue().rstrip()


def unlined(leaf: Leaf, text: str) -> list[Any]:
    """The rows again; what is missing at the end of a line is missing in the row."""
    rows = []
    for cells in csv.reader(io.StringIO(text), delimiter="|", skipinitialspace=True):
        left = [cell.strip() for cell in cells]
        row: dict[str, Any] = {}
        for one in leaf.below if any(left) else ():
            width = len(LANGUAGES) if one.kind == "names" else 1
            mine, left = left[:width], left[width:]
            spread = {code: cell for code, cell in zip(LANGUAGES, mine, strict=False) if cell}
            said = spread if one.kind == "names" else "".join(mine)
            if said or one.is_required:
                row[one.name] = said
        rows += [row] if row else []
    return rows
