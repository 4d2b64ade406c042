"""What the pages of the programmes show."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almenara.core import paging
from almenara.core.access.rules import reasons
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import State
from almenara.core.types.models import TypeVersion
from almenara.programmes import queries, shown
from almenara.programmes.forms import ActivityForm
from almenara.programmes.models import Activity, Plan, Programme, Result
from almenara.programmes.progress import is_met
from almenara.programmes.stages import ACTIVITY
from almenara.programmes.words import UNITS

Context = dict[str, Any]
PAGE = 30
KINDS = {
    "course": gettext_lazy("Curso"),
    "webinar": gettext_lazy("Seminario en línea"),
    "forum": gettext_lazy("Foro"),
    "workshop": gettext_lazy("Taller"),
    "meeting": gettext_lazy("Reunión"),
    "mission": gettext_lazy("Misión"),
    "publication": gettext_lazy("Publicación"),
    "campaign": gettext_lazy("Campaña"),
    "exchange": gettext_lazy("Intercambio"),
    "advice": gettext_lazy("Asesoría"),
    "study": gettext_lazy("Estudio"),
    "strategy": gettext_lazy("Estrategia"),
    "system": gettext_lazy("Sistema"),
    "other": gettext_lazy("Otra"),
}
STAGES = {
    "planned": ("soft", "clock", gettext_lazy("Planeada")),
    "confirmed": ("sea", "tick", gettext_lazy("Confirmada")),
    "held": ("leaf", "tick", gettext_lazy("Realizada")),
    "reported": ("leaf", "tick", gettext_lazy("Informada")),
    "postponed": ("sand", "clock", gettext_lazy("Aplazada")),
    "cancelled": ("ember", "close", gettext_lazy("Cancelada")),
}
VERBS = {
    "confirm": gettext_lazy("Confirmar"),
    "hold": gettext_lazy("Ya se realizó"),
    "report": gettext_lazy("Ya se informó"),
    "postpone": gettext_lazy("Aplazar"),
    "cancel": gettext_lazy("Cancelar"),
}
SURE = {
    "confirm": gettext_lazy("Queda dicho que se hará; todavía no cuenta."),
    "hold": gettext_lazy("Desde ahora cuenta para sus resultados, y no se vuelve atrás."),
    "report": gettext_lazy("Queda dicho que su informe está presentado."),
    "postpone": gettext_lazy("Sale de lo que se hará; para retomarla se planea otra igual."),
    "cancel": gettext_lazy("No contará nunca, y no se vuelve atrás."),
}
MODALITIES = {
    "virtual": gettext_lazy("En línea"),
    "in-person": gettext_lazy("Presencial"),
    "hybrid": gettext_lazy("Mixta"),
}
WHY = {
    "name": gettext_lazy("El mismo nombre, Estado e institución."),
    "mail": gettext_lazy("Un correo con dos nombres."),
}
RULES = {
    "all": gettext_lazy("Todos los Estados Miembros"),
    "limited": gettext_lazy("Los Estados que el presupuesto permita"),
    "not-stated": gettext_lazy("El plan no los nombra"),
}
TABS = (
    ("results", "", gettext_lazy("Resultados")),
    ("states", "states/", gettext_lazy("Por Estado")),
    ("timeline", "timeline/", gettext_lazy("Calendario")),
    ("activities", "activities/", gettext_lazy("Actividades")),
    ("versions", "versions/", gettext_lazy("Versiones")),
    ("iati", "iati/", gettext_lazy("IATI")),
)
PLANS = {"url": "/plans/", "label": gettext_lazy("Planes")}


def plans_page(viewer: Actor) -> Context:
    return {
        "plans": list(queries.plans(viewer)),
        "strategies": list(queries.strategies(viewer)),
    }


def frame(viewer: Actor, plan: Plan, here: str) -> Context:
    """What every page of a plan has: the way back, the tabs, who may plan."""
    return {
        "plan": plan,
        "crumbs": [PLANS],
        "tabs": [
            {"url": f"/plans/{plan.slug}/{path}", "label": label, "current": key == here}
            for key, path, label in TABS
        ],
        "may_submit": viewer.has_role("secretariat"),
    }


def plan_page(viewer: Actor, plan: Plan, version: TypeVersion | None = None) -> Context:
    """Programme by programme what was promised and where it stands; then what comes next.

    `version`: what another version of the plan promised.
    """
    at = queries.results_at(viewer, plan, version) if version else queries.results(viewer, plan)
    rows = list(at)
    figures = zip(rows, shown.results(viewer, rows), strict=True)
    programmes: dict[Any, tuple[Programme, list[Context]]] = {}
    served = queries.mandates_of(viewer, rows)
    results = [
        result_row(row, figure) | {"mandates": served.get(row.pk, [])} for row, figure in figures
    ]
    for row, result in zip(rows, results, strict=True):
        programmes.setdefault(row.programme_id, (row.programme, []))[1].append(result)
    promised = [result for result in results if result["is_promised"]]
    stages = queries.by_stage(viewer, plan)
    latest = list(queries.activities(viewer, plan)[:8])
    states = {state.code: state for state in queries.states(viewer)}
    return frame(viewer, plan, "results") | {
        "version": version,
        "promised": len(promised),
        "met": sum(result["is_met"] for result in promised),
        "programmes": [_programme(states, *one) for one in programmes.values()],
        "sums": [(tone, icon, word, stages[key]) for key, (tone, icon, word) in STAGES.items()
                 if key in stages],
        "activities": rows_of(viewer, latest),
    }  # fmt: skip


def list_page(viewer: Actor, plan: Plan, asked: dict[str, str]) -> Context:
    """Activities of a plan by stage, State and result."""
    found = queries.activities(viewer, plan)
    fields = {"stage": "stage", "state": "places__state", "result": "servings__result__code"}
    chosen = {name: asked[name] for name in fields if asked.get(name)}
    found = found.filter(**{fields[name]: value for name, value in chosen.items()}).distinct()
    page = paging.page(found, PAGE, asked.get("page"))
    return frame(viewer, plan, "activities") | {
        "page": page,
        "activities": rows_of(viewer, list(page)),
        "chosen": chosen,
        "stages": stage_choices(),
        "states": queries.states(viewer),
        "results": list(queries.results(viewer, plan)),
    }


def stage_choices() -> list[tuple[str, Any]]:
    return [(key, word) for key, (_tone, _icon, word) in STAGES.items()]


def activity_page(viewer: Actor, activity: Activity, number: str | None) -> Context:
    """One activity: what it is, what it serves, what proves it; for the secretariat also who."""
    taken = queries.enrolled(viewer, activity)
    steps = [verb for verb in ACTIVITY.steps if ACTIVITY.may(activity, verb)]
    why = reasons(viewer, activity, "enrol", "attest", *steps)
    results = list(queries.results_of(viewer, activity))
    served = queries.mandates_of(viewer, results)
    return {
        "mandates": {one.pk: one for found in served.values() for one in found}.values(),
        "activity": activity,
        "row": rows_of(viewer, [activity])[0],
        "crumbs": [PLANS, {"url": f"/plans/{activity.plan_id}/", "label": activity.plan.name}],
        "marking": activity.marking,
        "who_sees": WHO[activity.marking],
        "results": results,
        "evidence": list(queries.evidence_of(viewer, activity)),
        "participations": paging.page(taken, PAGE, number),
        "rolls": list(queries.rolls(viewer, activity)),
        "enrolled": taken.count(),
        "attended": taken.filter(is_attended=True).count(),
        "is_desk": not why["enrol"],
        "is_over": activity.stage in ("postponed", "cancelled"),
        "steps": [
            (ACTIVITY.steps[verb][1], VERBS[verb], SURE[verb]) for verb in steps if not why[verb]
        ],
    }


def publication_page(viewer: Actor, plan: Plan) -> Context:
    """What was last made for IATI: the file, or why none may leave."""
    made = queries.publication(viewer, plan)
    why = reasons(viewer, queries.Publication(plan=plan), "publish")
    return frame(viewer, plan, "iati") | {"made": made, "may_publish": not why["publish"]}


def proposals_page(viewer: Actor, stage: str, number: str | None) -> Context:
    """Names that may be one person, to be decided; and the decisions, to be taken back."""
    tabs = [("open", _("Por decidir")), ("one", _("Son uno")), ("two", _("Son dos"))]
    page = paging.page(queries.proposals(viewer, stage), PAGE, number)
    both = {one for pair in page for one in (pair.first, pair.second)}
    taken = queries.taken_part(viewer, both)
    return {
        "crumbs": [PLANS],
        "page": page,
        "pairs": [
            {
                "url": f"/proposals/{pair.pk}/",
                "why": WHY[pair.why],
                "both": [(one, taken.get(one.pk, [])) for one in (pair.first, pair.second)],
            }
            for pair in page
        ],
        "stage": stage,
        "tabs": [
            {"url": f"?stage={key}", "label": label, "current": key == stage} for key, label in tabs
        ],
    }


def activity_form(viewer: Actor, plan: Plan, copied: str, sent: Any) -> ActivityForm:
    """As it was sent, or as another activity was."""
    return ActivityForm(sent, initial=like(viewer, copied), choices=choices(viewer, plan))


def choices(viewer: Actor, plan: Plan) -> dict[str, list[tuple[str, Any]]]:
    """What the form of an activity offers, by field."""
    rows = queries.results(viewer, plan)
    return {
        "kind": list(KINDS.items()),
        "modality": list(MODALITIES.items()),
        "results": [(row.code, f"{row.code} · {row.name}") for row in rows],
        "states": [(state.code, state.name) for state in queries.states(viewer)],
        "marking": list(WHO.items()),
    }


def like(viewer: Actor, pk: str) -> Context:
    """What a form begins with when it plans again what another activity was, but for its days."""
    if not pk:
        return {}
    try:
        row = queries.activity(viewer, UUID(pk))
    except ValueError:
        raise Activity.DoesNotExist from None
    shape = shown.activity(viewer, row)
    same = ("kind", "modality", "place", "minutes", "states", "results", "topic", "partner")
    titles = {f"titles_{code}": words for code, words in row.titles.items()}
    return {name: shape[name] for name in same} | titles | {"marking": row.marking}


def new_page(viewer: Actor, plan: Plan, form: ActivityForm) -> Context:
    said = getattr(form, "cleaned_data", {})
    asked = said.get("topic", ""), said.get("states", []), said.get("starts")
    return {
        "plan": plan,
        "crumbs": [PLANS, {"url": f"/plans/{plan.slug}/", "label": plan.name}],
        "form": form,
        "titles": form.titles,
        "warnings": warnings(viewer, *asked),
    }


def enrolled_words(answer: Context) -> str:
    """How many rows were read, and how many of them are persons not known before."""
    said = _("%(rows)d filas: %(new)d personas nuevas, %(same_person)d ya conocidas.") % answer
    if answer["proposed_same"]:
        said += " " + _("%(proposed_same)d pueden ser alguien conocido: decida usted.") % answer
    return " ".join([said, *(note["msg"] for note in answer.get("notes", ()))])


def warnings(viewer: Actor, topic: str, states: Iterable[str], starts: date | None) -> list[Any]:
    """What is already planned on this topic, there, in that month (S4)."""
    if not (topic and starts):
        return []
    return rows_of(viewer, list(queries.overlapping(viewer, topic, states, starts)[:5]))


def rows_of(viewer: Actor, rows: list[Activity]) -> list[Context]:
    """Activities as a list shows them, at a constant number of queries."""
    places, served = queries.states_of(viewer, rows), queries.codes_served(viewer, rows)
    return [
        {
            "url": f"/activities/{row.pk}/",
            "title": row.title,
            "kind": KINDS[row.kind],
            "starts": row.starts,
            "ends": row.ends,
            "place": row.place or MODALITIES[row.modality],
            "modality": MODALITIES[row.modality],
            "states": [place.state for place in places.get(row.pk, [])],
            "reach": [place for place in places.get(row.pk, []) if place.reach],
            "results": served.get(row.pk, []),
            "stage": STAGES[row.stage],
            "marking": row.marking,
        }
        for row in rows
    ]


WHO = {
    "TLP:CLEAR": gettext_lazy("La puede leer cualquiera."),
    "TLP:GREEN": gettext_lazy("La leen los Estados Miembros y la secretaría."),
    "TLP:AMBER": gettext_lazy("La leen los Estados de la actividad y la secretaría."),
}


def _programme(states: dict[str, State], row: Programme, results: list[Context]) -> Context:
    named = set(row.beneficiaries)
    promised = [one for one in results if one["is_promised"]]
    return {
        "row": row,
        "promised": len(promised),
        "met": sum(one["is_met"] for one in promised),
        "purpose": row.purposes,
        "for": RULES.get(row.rule, ""),
        "states": [state for code, state in states.items() if code in named],
        "results": results,
    }


def result_row(row: Result, figure: shown.Shape) -> Context:
    of = figure.get("of", {})
    target = row.target_value or of.get("all")
    return {
        "code": row.code,
        "name": row.name,
        "unit": UNITS.get(row.unit, row.unit),
        "target": target,
        "is_at_least": row.target_kind == "at-least",
        "is_promised": row.target_kind != "none",
        "is_met": is_met(row.target_kind, figure["value"], row.target_value, of.get("all", 0)),
        **{key: figure[key] for key in ("value", "progress", "evidence", "apart")},
        "of": of,
        "is_measured": row.measure == "posts",
        "proof": f"/plans/{row.plan_id}/activities/?result={row.code}",
    }
