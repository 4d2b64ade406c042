"""What people write on the pages of the bodies. The forms read; the services decide."""

from collections.abc import Iterable
from datetime import UTC
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from almenara.core import dates
from almenara.core.forms.clocks import WallClockField
from almenara.core.web.placed import PlacedForm

Choices = Iterable[tuple[str, Any]]
DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
NONE = ("", "—")
MODES = (("in-person", _("Presencial")), ("virtual", _("En línea")), ("hybrid", _("Mixta")))
MARKINGS = [(one, one) for one in ("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT",
                                   "TLP:RED")]  # fmt: skip
DISTRIBUTIONS = (
    ("public", _("Cualquiera")),
    ("invited", _("Miembros y delegaciones acreditadas")),
    ("members", _("Solo los miembros del órgano")),
    ("delegates", _("Solo las personas de las delegaciones")),
)
KINDS = (
    ("adopts-report", _("Adopta un informe")),
    ("approves-instrument", _("Aprueba un instrumento")),
    ("approves-plan", _("Aprueba un plan")),
    ("creates-mandate", _("Da un mandato")),
    ("elects", _("Elige autoridades")),
    ("other", _("Otra")),
)
VOICES = {"sí": "yes", "si": "yes", "no": "no", "abstención": "abstain", "abstencion": "abstain"}


class ShapedForm(PlacedForm):
    """A form whose fields are the members of a shape; those in four languages have one each."""

    spoken: dict[str, tuple[Any, Any, bool]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for member, (label, widget, is_required) in self.spoken.items():
            for code, name in settings.LANGUAGES:
                self.fields[f"{member}_{code}"] = forms.CharField(
                    label=label % name, widget=widget, required=False
                )
            if is_required:
                self.fields[f"{member}_es"].help_text = _("En un idioma al menos.")
        words = [name for name in self.fields if name.rpartition("_")[0] in self.spoken]
        self.order_fields(words)

    def document(self) -> dict[str, Any]:
        """As the API takes it: what was left empty is left out."""
        said = {key: value for key, value in self.cleaned_data.items() if value not in ("", None)}
        for member, (_label, _widget, is_required) in self.spoken.items():
            words = {code: said.pop(f"{member}_{code}", "") for code, _name in settings.LANGUAGES}
            if is_required or any(words.values()):
                said[member] = words
        return said


TITLES = (_("Título (%s)"), None, True)


class MeetingForm(ShapedForm):
    """A meeting; without a name it is called by its body and its number."""

    spoken = {"names": (_("Nombre (%s)"), None, False)}
    ordinal = forms.IntegerField(
        label=_("Número"), required=False, min_value=1, help_text=_("Vacío: el que sigue.")
    )
    starts = WallClockField(label=_("Empieza"))
    ends = WallClockField(label=_("Termina"))
    zone = forms.CharField(
        label=_("Zona horaria"), initial="America/New_York",
        help_text=_("La del lugar: America/Panama, America/New_York …"),
    )  # fmt: skip
    mode = forms.ChoiceField(label=_("Modalidad"), choices=MODES)
    place = forms.CharField(label=_("Lugar"), max_length=200, required=False)
    is_open_to_all = forms.BooleanField(
        label=_("Cualquiera puede inscribirse para asistir"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = self.data.get("zone", "")
        for name in ("starts", "ends"):  # an unknown zone is refused at its own field
            place = ZoneInfo(named) if named in dates.zones() else UTC
            cast(WallClockField, self.fields[name]).place = place


class ItemForm(ShapedForm):
    """A point of the agenda."""

    spoken = {"titles": TITLES}
    parent = forms.ChoiceField(label=_("Dentro de"), required=False)
    distribution = forms.ChoiceField(label=_("Quién lo lee"), choices=DISTRIBUTIONS)

    def __init__(self, items: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("parent", [NONE, *items])


class PaperForm(ShapedForm):
    """A paper; it gets its symbol when it is posted."""

    series = forms.ChoiceField(label=_("Clase"))
    language = forms.ChoiceField(label=_("Idioma original"), choices=settings.LANGUAGES)
    title = forms.CharField(label=_("Título"), max_length=200)
    marking = forms.ChoiceField(label=_("Marcado"), choices=MARKINGS)
    distribution = forms.ChoiceField(
        label=_("Quién lo lee"), required=False, choices=[NONE, *DISTRIBUTIONS],
        help_text=_("Vacío: tantos como el marcado deja."),
    )  # fmt: skip
    item = forms.ChoiceField(label=_("Punto de la agenda"), required=False)

    def __init__(self, classes: Choices, items: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("series", classes)
        self.offer("item", [NONE, *items])

    def document(self) -> dict[str, Any]:
        said = super().document()
        return {**said, "class": said.pop("series", "")}

    def field_of(self, loc: list[str | int]) -> str:
        return "series" if loc == ["class"] else super().field_of(loc)


class TextForm(PlacedForm):
    """The file of one language."""

    language = forms.ChoiceField(label=_("Idioma"), choices=settings.LANGUAGES)
    title = forms.CharField(
        label=_("Título en ese idioma"), max_length=200, required=False,
        help_text=_("El original ya lo tiene."),
    )  # fmt: skip
    file = forms.FileField(label=_("Archivo"))


class DelegationForm(PlacedForm):
    """Whom one State, observer or institution sends."""

    party = forms.ChoiceField(label=_("De quién es"))
    capacity = forms.ChoiceField(
        label=_("Con qué derecho"), required=False,
        choices=(("", _("El de su asiento")), ("voice", _("Voz sin voto"))),
    )  # fmt: skip
    delegates = forms.CharField(
        label=_("Quiénes son"), required=False, widget=forms.Textarea({"rows": 4}),
        help_text=_("En cada línea un nombre; con cuenta: «Nombre | usuario»."),
    )  # fmt: skip
    note = forms.FileField(label=_("Nota verbal"), required=False)

    def __init__(self, parties: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("party", parties)

    def document(self) -> dict[str, Any]:
        said = self.cleaned_data
        kind, _colon, code = said["party"].partition(":")
        lines = [line.split("|", 1) for line in said["delegates"].splitlines() if line.strip()]
        people = [{"name": name.strip(), "username": "".join(rest).strip()}
                  for name, *rest in lines]  # fmt: skip
        return {kind: code, "capacity": said["capacity"] or None, "delegates": people}

    def field_of(self, loc: list[str | int]) -> str:
        return "delegates" if loc[:1] == ["delegates"] else "party"


class AttendanceForm(PlacedForm):
    """Who was there on a day: one choice a delegation."""

    PRESENCES = (NONE, ("present", _("Presente")), ("excused", _("Excusada")),
                 ("absent", _("Ausente")))  # fmt: skip
    day = forms.DateField(label=_("Día"), widget=DAY)

    def __init__(self, delegations: Choices, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for pk, name in delegations:
            self.fields[f"presences_{pk}"] = forms.ChoiceField(
                label=name, choices=self.PRESENCES, required=False
            )

    @property
    def presences(self) -> dict[str, str]:
        found = {key.removeprefix("presences_"): said for key, said in self.cleaned_data.items()}
        return {pk: said for pk, said in found.items() if pk != "day" and said}


class DecisionForm(ShapedForm):
    """What the meeting decided."""

    AREA = forms.Textarea({"rows": 4})
    spoken = {"titles": TITLES, "texts": (_("Texto (%s)"), AREA, False)}
    kind = forms.ChoiceField(label=_("Qué hace"), choices=KINDS)
    mode = forms.ChoiceField(
        label=_("Cómo se adoptó"),
        choices=(("consensus", _("Por consenso")), ("vote", _("Por votación"))),
    )
    votes = forms.CharField(
        label=_("Votos"), required=False, widget=AREA,
        help_text=_("Si se votó, en cada línea un Estado y su voto: «PAN sí», «MEX abstención»."),
    )  # fmt: skip
    reservations = forms.CharField(
        label=_("Reservas"), required=False, widget=AREA,
        help_text=_("En cada línea un Estado y lo que dejó dicho: «PAN …»."),
    )  # fmt: skip
    targets = forms.CharField(
        label=_("Sobre qué"), required=False, widget=forms.Textarea({"rows": 2}),
        help_text=_("En cada línea una clase y una clave: «plan cicte-2020-2021»."),
    )  # fmt: skip
    item = forms.ChoiceField(label=_("Punto de la agenda"), required=False)
    paper = forms.ChoiceField(label=_("Documento"), required=False)
    replaces = forms.ChoiceField(label=_("Sustituye a"), required=False)
    distribution = forms.ChoiceField(label=_("Quién la lee"), choices=DISTRIBUTIONS)

    def __init__(
        self, items: Choices, papers: Choices, decisions: Choices, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in (("item", items), ("paper", papers), ("replaces", decisions)):
            self.offer(name, [NONE, *offered])

    def clean_votes(self) -> dict[str, str]:
        pairs = [
            (code.upper(), VOICES.get(voice.lower(), "")) for code, voice in self._lines("votes")
        ]
        if not all(voice for _code, voice in pairs) or len(dict(pairs)) != len(pairs):
            raise forms.ValidationError(_("Cada Estado una vez: sí, no o abstención."))
        return dict(pairs)

    def clean_reservations(self) -> list[dict[str, str]]:
        return [{"state": code.upper(), "text": text} for code, text in self._lines("reservations")]

    def clean_targets(self) -> list[dict[str, str]]:
        return [{"kind": kind, "ref": ref} for kind, ref in self._lines("targets")]

    def field_of(self, loc: list[str | int]) -> str:
        first = str(loc[0]) if loc else ""
        return first if first in ("votes", "reservations", "targets") else super().field_of(loc)

    def _lines(self, name: str) -> list[tuple[str, str]]:
        """A first word and the rest of each line."""
        lines = [line.split(None, 1) for line in self.cleaned_data[name].splitlines()]
        return [(first, "".join(rest).strip()) for first, *rest in filter(None, lines)]


class RegistrationForm(PlacedForm):
    """Somebody without an account."""

    name = forms.CharField(label=_("Su nombre"), max_length=200)
    mail = forms.EmailField(
        label=_("Su correo"), help_text=_("Le escribimos ahí para comprobarlo; a nadie más.")
    )
    organisation = forms.CharField(
        label=_("Organización que pide acreditarse"), max_length=200, required=False
    )
    purpose = forms.CharField(
        label=_("Qué hace y para qué viene"), max_length=2000, required=False,
        widget=forms.Textarea({"rows": 4}), help_text=_("De la organización, si pide acreditarse."),
    )  # fmt: skip


class SeatForm(PlacedForm):
    """An expert gets a seat."""

    username = forms.CharField(label=_("Usuario de la persona experta"), max_length=150)
    since = forms.DateField(label=_("Desde"), widget=DAY)
