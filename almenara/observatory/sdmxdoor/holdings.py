"""What there is to ask for: the public flows with their structures, and how big an answer is."""

from collections.abc import Iterable
from functools import lru_cache

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from almenara.core.parties.actor import NOBODY
from almenara.formats.sdmx.asking import Which
from almenara.formats.sdmx.catalogue import Catalogue, gathered
from almenara.formats.sdmx.model import Artefact
from almenara.observatory import queries
from almenara.observatory.structures import Flow

MOST = 1_000_000  # figures of one answer


class TooMuch(Exception):
    """An answer would be too big: it is refused with the reason, never cut."""


def flows() -> tuple[Flow, ...]:
    return tuple(queries.flows(NOBODY))


@lru_cache(maxsize=4)
def catalogue(held: tuple[Flow, ...]) -> Catalogue:
    """Everything that the public flows are made of."""
    return Catalogue(gathered(_artefacts(held)))


def flow(which: Which) -> Flow:
    """The flow that is meant; ObjectDoesNotExist when none is."""
    held = flows()
    found = catalogue(held).flow(which)
    for one in held:
        if found and (one.id, one.version) == (found.id, found.version):
            return one
    raise ObjectDoesNotExist


def refuse_too_much(many: int) -> None:
    if many > MOST:
        raise TooMuch(
            _(
                "La respuesta tendría más de %(most)s cifras. Pida menos: una clave, "
                "startPeriod y endPeriod."
            )
            % {"most": MOST}
        )


def _artefacts(held: Iterable[Flow]) -> Iterable[Artefact]:
    for one in held:
        yield from (one.dataflow, one.structure, one.concepts, *one.codelists.values())
