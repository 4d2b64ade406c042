"""The life of a thing: the stages it can be at and the steps between them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from almenara.core.parties.refusals import WrongStage


@dataclass(frozen=True)
class Machine:
    """A life as data: `steps` maps each verb to (stages it may leave, stage it reaches)."""

    start: str
    steps: dict[str, tuple[tuple[str, ...], str]]

    @property
    def stages(self) -> list[str]:
        found = [self.start]
        for sources, target in self.steps.values():
            found += [s for s in (*sources, target) if s not in found]
        return found

    def may(self, thing: Any, verb: str) -> bool:
        return thing.stage in self.steps[verb][0]

    def step(self, thing: Model, verb: str, **changes: Any) -> None:
        """Move `thing` one step, or raise; of two people at once only one wins."""
        sources, target = self.steps[verb]
        rows = type(thing)._base_manager.filter(pk=thing.pk, stage__in=sources)
        if not rows.update(stage=target, **changes):
            raise WrongStage(_("Ya no es posible: alguien lo hizo antes o la etapa cambió."))
        thing.refresh_from_db()

    def step_all(self, rows: QuerySet, verb: str, **changes: Any) -> int:
        """Move those of `rows` that are where the step begins; how many moved."""
        sources, target = self.steps[verb]
        return rows.filter(stage__in=sources).update(stage=target, **changes)

    def mermaid(self) -> str:
        """The life as a Mermaid diagram, for the documentation."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.start}"]
        for verb, (sources, target) in self.steps.items():
            lines += [f"    {source} --> {target}: {verb}" for source in sources]
        return "\n".join(lines)
