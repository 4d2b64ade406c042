"""How deliveries are called in notices."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from almenara.core.dates import dated
from almenara.core.notices.models import Notice
from almenara.core.notices.words import WORDS, Content, Word, led
from almenara.observatory.models import Provision, Submission

LEADS = {
    "observatory/checked": _("Se revisó su entrega"),
    "observatory/ready": _("Una entrega espera validación"),
    "observatory/returned": _("Se devolvió una entrega"),
    "observatory/accepted": _("Cifras validadas esperan el acuerdo de su Estado"),
    "observatory/silent": _("Terminó el plazo para el acuerdo de su Estado"),
}
ANSWERED = ("observatory/ready", "observatory/accepted")
LATE = _("Falta una entrega de su Estado")
WHY = "each notice is for a reader"


def register() -> None:
    for word, lead in LEADS.items():
        WORDS[word] = Word(_contents(lead))
    WORDS["observatory/late"] = Word(_late)


def _contents(lead: Promise) -> Callable[[list[Notice]], dict[UUID, Content]]:
    def contents(notices: list[Notice]) -> dict[UUID, Content]:
        ids = {_thing(notice) for notice in notices}
        rows = Submission.objects.unguarded(WHY).filter(pk__in=ids)
        found = {str(row.pk): row for row in rows.select_related("dataflow", "state")}
        return {
            notice.pk: Content(
                title=led(lead, one.dataflow.name),
                body=" · ".join([*([one.state.name] if one.state else []), dated(one.vintage)]),
                marking=notice.marking,
                url=f"{settings.BASE_URL}/submissions/{one.pk}/",
                is_answered=notice.word in ANSWERED,
            )
            for notice in notices
            if (one := found.get(_thing(notice)))
        }

    return contents


def _late(notices: list[Notice]) -> dict[UUID, Content]:
    rows = Provision.objects.unguarded(WHY).filter(pk__in={_thing(one) for one in notices})
    found = {str(row.pk): row for row in rows.select_related("dataflow", "state")}
    return {
        notice.pk: Content(
            title=led(LATE, one.dataflow.name),
            body=f"{one.state.name} · {notice.about.rpartition(':')[2]}",
            marking=notice.marking,
            url=f"{settings.BASE_URL}/deliveries/",
        )
        for notice in notices
        if (one := found.get(_thing(notice)))
    }


def _thing(notice: Notice) -> str:
    return notice.about.split(":")[1]
