"""What people write on the pages of reports."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from almenara.core.web.placed import PlacedForm


class ProseForm(PlacedForm):
    """The words at one place of the next edition, in one language."""

    place = forms.SlugField(widget=forms.HiddenInput())
    language = forms.ChoiceField(choices=settings.LANGUAGES, widget=forms.HiddenInput())
    text = forms.CharField(
        label=_("Texto"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_(
            "Markdown: títulos, listas, énfasis. Una cifra se escribe "
            "{{figure medida?parámetros}}; tecleada a mano sale marcada «cifra sin fuente»."
        ),
    )

    def field_of(self, loc: list[str | int]) -> str:
        """Whatever is wrong with a token is wrong with the text in which it stands."""
        return str(loc[0]) if loc else ""


class BuildForm(PlacedForm):
    """In which language an edition is asked for, and which one it corrects."""

    language = forms.ChoiceField(label=_("Idioma"), choices=settings.LANGUAGES)
    replaces = forms.TypedChoiceField(
        label=_("Corrige y sustituye a"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, replaceable: list[int], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices: list[tuple[object, object]] = [("", _("Ninguna: es una edición nueva"))]
        choices += [(n, _("la edición %d") % n) for n in replaceable]
        self.offer("replaces", choices)
        if not replaceable:
            self.fields["replaces"].widget = forms.HiddenInput()
