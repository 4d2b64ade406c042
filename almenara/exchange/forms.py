"""What people write on the pages of the exchange. The forms read; the services decide."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from almenara.core.forms.drawing import PREFIX, form_field, value
from almenara.core.forms.schema import Field
from almenara.core.web import placed, refusals
from almenara.exchange.audience import Audience
from almenara.exchange.drafts import AudienceShape
from almenara.exchange.words import ACTIONS
from almenara.formats import jsontext
from almenara.formats.refusal import Unreadable

Choices = list[tuple[str, str]]
LANGUAGES = settings.LANGUAGES
URGENCIES = [("normal", _("Normal")), ("immediate", _("Inmediata: despierta a quien duerme"))]
AUDIENCE = {"network": "audience_network", "states": "states", "institutions": "institutions",
            "persons": "persons", "public": "public"}  # fmt: skip
ABOUT = "person_"
ASKED = {"fields": PREFIX, "persons": ABOUT}
PLACES = {"audience": "states", "file": "documents"}


@dataclass(frozen=True)
class Places:
    """What the fields of a page may name: the markings of a kind, and who is in its network."""

    questions: list[Field]
    markings: list[str]
    states: Choices
    institutions: Choices
    persons: Choices
    all_states: Choices
    language: str = "es"
    about: Sequence[Field] = ()  # what the State enabled about persons


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files in one field."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        one = super().clean
        return [one(file, initial) for file in (data if isinstance(data, list) else [data]) if file]


class NamedField(forms.MultipleChoiceField):
    """Whom one may tick; whether anybody is named at all is asked of the whole audience."""

    widget = forms.CheckboxSelectMultiple

    def validate(self, value: list[str]) -> None:
        if value:
            super().validate(value)


class PlacedForm(placed.PlacedForm):
    """A form about an alert: its fields stand for places of the alert's document."""

    def field_of(self, loc: list[str | int]) -> str:
        """The field that stands for a place of the document."""
        head, *rest = [str(part) for part in loc] or [""]
        if head == "audience" and rest:
            return AUDIENCE.get(rest[0], "states")
        if head in ASKED and rest:
            return ASKED[head] + rest[0]
        if head in ("title", "body") and rest and self.data.get(f"{head}_{rest[0]}"):
            return f"{head}_{rest[0]}"
        return PLACES.get(head, head)

    def said(self, name: str) -> Any:
        """What was read, or what was typed where it could not be; of a draft, what it holds."""
        cleaned = getattr(self, "cleaned_data", {})
        return cleaned[name] if name in cleaned else self[name].value()


class WordsForm(PlacedForm):
    """Title, text, other languages, and the questions of one kind."""

    title = forms.CharField(
        label=_("Título"), max_length=200, help_text=_("Lo que pasa, en una línea.")
    )
    body = forms.CharField(
        label=_("Texto"), required=False, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Texto sencillo. No escriba datos de personas."),
    )  # fmt: skip

    def __init__(self, places: Places, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        self.use_required_attribute = False
        for question in places.questions:
            self.fields[PREFIX + question.key] = form_field(question, places.all_states)
        for code, name in LANGUAGES:
            self.fields[f"title_{code}"] = forms.CharField(
                label=_("Título (%s)") % name, max_length=200, required=False
            )
            self.fields[f"body_{code}"] = forms.CharField(
                label=_("Texto (%s)") % name, max_length=20_000, required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )  # fmt: skip

    @property
    def kind_fields(self) -> list[tuple[forms.BoundField, str]]:
        """The questions of the kind, each with the condition under which it is asked."""
        bound = [self[PREFIX + question.key] for question in self.places.questions]
        return [(field, getattr(field.field, "when", "")) for field in bound]

    @property
    def asked(self) -> list[tuple[forms.BoundField, str]]:
        """The questions that have to be answered, at least where they matter."""
        must = {PREFIX + question.key for question in self.places.questions if question.required}
        return [pair for pair in self.kind_fields if pair[0].name in must]

    @property
    def optional(self) -> list[tuple[forms.BoundField, str]]:
        return [pair for pair in self.kind_fields if pair not in self.asked]

    @property
    def has_optional(self) -> bool:
        return any(field.value() or field.errors for field, _when in self.optional)

    @property
    def versions(self) -> list[forms.BoundField]:
        """Title and text in the languages that are not the original's."""
        codes = [code for code, _name in LANGUAGES]
        return [self[f"{part}_{code}"] for code in codes for part in ("title", "body")]

    def texts(self, part: str, language: str) -> dict[str, str]:
        """Title or body by language, the original first."""
        found = {language: self.said(part)}
        for code, _name in LANGUAGES:
            if code != language:
                found[code] = self.said(f"{part}_{code}")
        return {code: text for code, text in found.items() if text}

    def answers(self) -> dict[str, Any]:
        """The answers to the kind's questions; files have become documents elsewhere."""
        found = {
            question.key: value(question, self.said(PREFIX + question.key))
            for question in self.places.questions
            if question.type != "document"
        }
        return {key: answer for key, answer in found.items() if answer is not None}

    def changes(self) -> dict[str, Any]:
        """For an update: the parts that are not as they were."""
        language, changed = self.initial["language"], self.changed_data
        found: dict[str, Any] = {}
        for part in ("title", "body"):
            if any(name.split("_")[0] == part for name in changed):
                found[part] = self.texts(part, language)
        if any(name.startswith(PREFIX) for name in changed):
            annexes = {q.key for q in self.places.questions if q.type == "document"}
            kept = {key: self.initial.get(PREFIX + key) for key in annexes}
            found["fields"] = self.answers() | {key: pk for key, pk in kept.items() if pk}
        return found


class AudienceForm(PlacedForm):
    """Whom the originator names."""

    audience_network = forms.BooleanField(
        label=_("Toda la red: cada Estado que participa"), required=False
    )
    states = NamedField(label=_("Estados"))
    institutions = NamedField(label=_("Instituciones"))
    persons = NamedField(label=_("Personas (solo TLP:RED)"))
    public = forms.BooleanField(label=_("El público (solo TLP:CLEAR)"), required=False)

    def __init__(self, places: Places, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.let_name(places)

    def let_name(self, places: Places) -> None:
        """Offer what is in the network and what the markings of the kind allow."""
        self.use_required_attribute = False
        for name in ("states", "institutions", "persons"):
            self.fields[name].choices = getattr(places, name)  # type: ignore[attr-defined]
        if "TLP:RED" not in places.markings:
            del self.fields["persons"]
        if "TLP:CLEAR" not in places.markings:
            del self.fields["public"]
        if places.markings == ["TLP:RED"]:
            for name in ("audience_network", "states", "institutions"):
                del self.fields[name]

    @property
    def usual(self) -> list[forms.BoundField]:
        """What is named most often."""
        return [self[n] for n in ("audience_network", "states") if n in self.fields]

    @property
    def others(self) -> list[forms.BoundField]:
        """What is named less often."""
        return [self[n] for n in ("institutions", "persons", "public") if n in self.fields]

    @property
    def names_others(self) -> bool:
        return any(field.value() for field in self.others)

    def audience(self) -> dict[str, Any]:
        found = {key: self.said(name) for key, name in AUDIENCE.items() if name in self.fields}
        return {key: given for key, given in found.items() if given}

    def named(self) -> Audience:
        """What is ticked now, whatever else is wrong with the form."""
        return AudienceShape.model_validate(self.audience()).named()


class AlertForm(AudienceForm, WordsForm):
    """A whole alert of one kind."""

    marking = forms.ChoiceField(label=_("Marca"), widget=forms.RadioSelect)
    urgency = forms.ChoiceField(
        label=_("Urgencia"), choices=URGENCIES, widget=forms.RadioSelect, initial="normal"
    )
    exercise = forms.BooleanField(label=_("Es un ejercicio"), required=False)
    actions = forms.MultipleChoiceField(
        label=_("Qué deben hacer"), required=False, choices=list(ACTIONS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Se dicen en el idioma de quien lee."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Idioma del original"), choices=LANGUAGES)
    documents = FilesField(
        label=_("Documentos"), required=False,
        help_text=_("Los leerá quien pueda leer la alerta. Hasta 50 MB cada uno."),
    )  # fmt: skip
    stix = forms.FileField(
        label=_("Paquete STIX 2.1"), required=False,
        help_text=_("Sale tal como lo adjunte; el título y el texto pueden venir de él."),
    )  # fmt: skip
    hand_on = forms.BooleanField(
        label=_("Quien la reciba puede pasarla a otros dentro de la marca"),
        required=False, initial=True,
    )  # fmt: skip

    def __init__(self, places: Places, kept: Choices, *args: Any, **kwargs: Any) -> None:
        WordsForm.__init__(self, places, *args, **kwargs)
        self.let_name(places)
        self.fields["marking"].choices = [(m, m) for m in places.markings]  # type: ignore[attr-defined]
        self.fields["language"].initial = places.language
        for question in places.about:
            self.fields[ABOUT + question.key] = form_field(question, places.all_states)
        self.kept = list(kept)
        self.annexes = self._annexes(dict(kept))
        if settings.DEMONSTRATION:
            self.fields["exercise"].initial = True
            self.fields["exercise"].disabled = True
            self.fields["exercise"].help_text = _("En la demostración todo es un ejercicio.")
        self.bundle: str = ""

    def keep_more(self, name: str, pk: str, title: str) -> None:
        """A file that came with the form was taken in: it stays, whatever else is wrong."""
        self.kept.append((pk, title))
        if name.startswith(PREFIX):
            self.annexes[name.removeprefix(PREFIX)] = pk

    def annex_fields(self) -> list[tuple[str, str]]:
        """The documents that answer a question of the kind, as hidden fields."""
        return [(f"kept_{PREFIX}{key}", pk) for key, pk in self.annexes.items()]

    def _annexes(self, kept: dict[str, str]) -> dict[str, str]:
        found = {}
        for question in self.places.questions:
            name = PREFIX + question.key
            pk = self.data.get(f"kept_{name}") if self.is_bound else self.initial.get(name)
            if question.type == "document" and pk in kept:
                found[question.key] = str(pk)
        return found

    def clean_stix(self) -> Any:
        """The bundle's text, exactly as it was sent."""
        file = self.cleaned_data.get("stix")
        if not file:
            return None
        raw = file.read()
        try:
            found = jsontext.loads(raw, ["stix"])
        except Unreadable as refusal:
            raise forms.ValidationError(refusals.places(refusal)[0][1]) from None
        self.bundle = raw.decode()
        self.fields["title"].required = False
        return found

    def clean(self) -> dict[str, Any]:
        """A bundle brings its own title; an audience that names nobody is said at once."""
        cleaned = super().clean() or self.cleaned_data
        if not self.audience() and "states" not in self.errors:
            self.add_error("states", _("La audiencia está vacía."))
        if self.bundle and not self.data.get("title"):
            self.errors.pop("title", None)
        return cleaned

    def document(self, kind: str, network: str) -> dict[str, Any]:
        """What was written in the shape of docs/api.md, as far as it could be read."""
        language = self.said("language") or self.places.language
        found = {
            "kind": kind,
            "network": network,
            "language": language,
            "title": self.texts("title", language),
            "body": self.texts("body", language),
            "fields": self.answers() | self.annexes,
            "audience": self.audience(),
            "marking": self.said("marking"),
            "urgency": self.said("urgency") or "normal",
            "exercise": bool(self.said("exercise")),
            "actions": self.said("actions") or [],
            "documents": [pk for pk, _name in self.kept],
            "hand_on": bool(self.said("hand_on")),
        }
        return {key: part for key, part in found.items() if part not in (None, "", {}, [])} | {
            "audience": found["audience"], "hand_on": found["hand_on"],
        }  # fmt: skip

    @property
    def about(self) -> list[forms.BoundField]:
        """What may be said about persons, where the State enabled it."""
        return [self[ABOUT + question.key] for question in self.places.about]

    def about_persons(self) -> dict[str, Any]:
        """What is said about persons: never part of a draft."""
        asked = self.places.about
        said = {one.key: value(one, self.said(ABOUT + one.key)) for one in asked}
        return {key: answer for key, answer in said.items() if answer is not None}

    def told(self, loc: list[str | int], words: str) -> str:
        """A fault of the bundle with its place there, as a JSON pointer."""
        head, *inner = loc
        return f"/{'/'.join(map(str, inner))}: {words}" if head == "stix" and inner else words

    def stix_part(self) -> dict[str, Any]:
        """The bundle, if one came with the form."""
        return {"stix": self.cleaned_data["stix"]} if self.bundle else {}


def initial_of(document: dict[str, Any]) -> dict[str, Any]:
    """The form of a document: a draft resumed, an alert updated."""
    language = document.get("language", "es")
    alike = ("marking", "urgency", "exercise", "actions", "hand_on")
    found: dict[str, Any] = {key: document[key] for key in alike if key in document}
    found["language"] = language
    for part in ("title", "body"):
        texts = document.get(part) or {}
        texts = texts if isinstance(texts, dict) else {language: texts}
        found[part] = texts.get(language, "")
        found |= {f"{part}_{code}": text for code, text in texts.items() if code != language}
    found |= {PREFIX + key: answer for key, answer in document.get("fields", {}).items()}
    audience = document.get("audience") or {}
    return found | {AUDIENCE[key]: given for key, given in audience.items() if key in AUDIENCE}


def uploads(form: AlertForm) -> Iterable[tuple[str, UploadedFile]]:
    """Each file that came with the form, with the field that it belongs to."""
    for name, field in form.fields.items():
        if name != "stix" and isinstance(field, forms.FileField):
            yield from ((name, file) for file in form.files.getlist(name))
