"""How we know: source, licence, date and citation of a flow, in the reader's language."""

from django.utils.translation import gettext as _

from almenara.core.dates import dated
from almenara.core.languages import in_page_language
from almenara.formats.sdmx.model import Texts
from almenara.observatory.selections import Selection
from almenara.observatory.structures import Flow


def named(texts: Texts) -> str:
    """A text of a structure in the reader's language, else in Spanish."""
    return in_page_language(texts)


def source(flow: Flow) -> str:
    """Who says these figures."""
    if not flow.policy.is_external:
        return _("los Estados Miembros, cada uno las suyas")
    day = flow.policy.source_date
    return named(flow.policy.source_name) + (f" ({day})" if day else "")


def foot(flow: Flow, selection: Selection) -> str:
    """The last line of a picture."""
    parts = [_("Fuente: %s.") % source(flow)]
    if flow.policy.licence:
        parts.append(_("Licencia: %s.") % flow.policy.licence)
    parts.append(f"Almenara, {flow.id} {flow.version}.")
    if selection.as_of:
        parts.append(_("Como era el %s.") % dated(selection.as_of))
    return " ".join(parts)


def citation(flow: Flow, day: str) -> str:
    return f"{source(flow)}. {named(flow.names)}. Almenara, {flow.id} {flow.version}, {day}."


def dimension(flow: Flow, name: str) -> str:
    """A dimension in the reader's words."""
    concept = next((one.concept for one in flow.structure.dimensions if one.id == name), name)
    found = next((one for one in flow.concepts.concepts if one.id == concept), None)
    return named(found.names) if found else name
