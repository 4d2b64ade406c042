"""All artefacts that a reader may see, and which of them a structure question asks for."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, replace
from typing import Any, TypeVar

from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable
from almenara.formats.sdmx import model, urn
from almenara.formats.sdmx.asking import StructureQuestion, Which
from almenara.formats.sdmx.model import Artefact, Reference, Structures, reference

_KINDS: dict[str, tuple[type, ...]] = {
    "dataflow": (model.Dataflow,),
    "datastructure": (model.DataStructure,),
    "codelist": (model.Codelist,),
    "conceptscheme": (model.ConceptScheme,),
    "provisionagreement": (model.ProvisionAgreement,),
    "dataproviderscheme": (model.ProvisionAgreement,),
    "contentconstraint": (model.Constraint,),
    "dataconstraint": (model.Constraint,),
    "allowedconstraint": (model.Constraint,),
    "actualconstraint": (model.Constraint,),
}
_STUBS = ("allstubs", "allcompletestubs")
_STUBS_BELOW = (*_STUBS, "referencestubs", "referencecompletestubs")
A = TypeVar("A", bound=Artefact)


class Catalogue:
    """Artefacts whose references name a version, and who names whom."""

    def __init__(self, held: Structures) -> None:
        self.all = list(dict.fromkeys(map(urn.whole, _flat(held))))
        self.by_name = {urn.whole(one): one for one in _flat(held)}
        self.by_name = {name: self._exact(one) for name, one in self.by_name.items()}
        self.below = {name: self._named_by(one) for name, one in self.by_name.items()}
        self.above: dict[str, list[str]] = {name: [] for name in self.all}
        for name, named in self.below.items():
            for other in named:
                self.above[other].append(name)

    def answer(self, question: StructureQuestion) -> Structures:
        """What is asked for and what `references` adds; nothing found: an empty answer."""
        asked = self._primary(question)
        found = dict.fromkeys([*asked, *self._referred(asked, question.references)])
        said = [
            self._detailed(name, name in asked, question, list(found)) for name in found
        ]  # fmt: skip
        return gathered(said)

    def flow(self, which: Which) -> model.Dataflow | None:
        """The one dataflow that is meant, or None; Unreadable when several are."""
        found = self._primary(StructureQuestion("dataflow", which))
        if len(found) > 1:
            said = _("Se nombran {many} flujos; pida uno.", many=len(found))
            raise Unreadable(["flow"], said)
        return self._get(found[0], model.Dataflow) if found else None

    def whole(self, name: str) -> Structures:
        """An artefact with everything below it."""
        return gathered(self.by_name[one] for one in [name, *self._walk([name], self.below)])

    def _get(self, name: str, kind: type[A]) -> A:
        found = self.by_name[name]
        assert isinstance(found, kind)  # noqa: S101 - a name says its class
        return found

    def _primary(self, question: StructureQuestion) -> list[str]:
        kinds = _KINDS.get(question.kind, ())
        if question.kind in ("structure", "*"):
            kinds = tuple(one for several in _KINDS.values() for one in several)
        found = self._which([n for n in self.all if type(self.by_name[n]) in kinds], question.which)
        if not found and question.kind == "datastructure" and question.which.ids:
            # rsdmx asks for a structure by the name of its flow
            flows = self._which(
                [n for n in self.all if isinstance(self.by_name[n], model.Dataflow)],
                question.which,
            )
            return [below for name in flows for below in self.below[name]]
        if question.items:  # a scheme that has none of them is not what is asked for
            found = [n for n in found if any(_items(self.by_name[n], question.items))]
        return found

    def _which(self, names: Iterable[str], which: Which) -> list[str]:
        held = [(name, self.by_name[name]) for name in names]
        if which.ids:
            held = [(name, one) for name, one in held if one.id in which.ids]
        if which.versions:
            held = [(name, one) for name, one in held if one.version in which.versions]
        if which.agencies:
            held = self._of_agency(held, which.agencies)
        if which.newest:
            newest = {(type(one), one.agency, one.id): name for name, one in sorted(held, key=_age)}
            held = [(name, one) for name, one in held if name in newest.values()]
        return [name for name, _one in held]

    def _of_agency(
        self, held: list[tuple[str, Artefact]], agencies: frozenset[str]
    ) -> list[tuple[str, Artefact]]:
        """Clients put their own name for us in the agency's place: it is passed over when unknown.

        Only where it makes no difference: no id may belong to two agencies.
        """
        if agencies & {one.agency for one in self.by_name.values()}:
            return [(name, one) for name, one in held if one.agency in agencies]
        owners = {(one.id, one.agency) for _name, one in held}
        return held if len(owners) == len({name for name, _agency in owners}) else []

    def _referred(self, asked: list[str], how: str) -> list[str]:
        if how == "children":
            return self._next(asked, self.below)
        if how == "descendants":
            return self._walk(asked, self.below)
        if how == "parents":
            return self._next(asked, self.above)
        if how == "ancestors":
            return self._walk(asked, self.above)
        parents = self._next(asked, self.above)
        siblings = self._next(parents, self.below)
        if how == "parentsandsiblings":
            return [*parents, *siblings]
        if how == "all":
            return [*self._walk(asked, self.below), *parents, *self._walk(parents, self.below)]
        kinds = _KINDS.get(how, ())
        near = [*self._walk(asked, self.below), *parents]
        return [name for name in near if type(self.by_name[name]) in kinds]

    def _next(self, names: Iterable[str], of: dict[str, list[str]]) -> list[str]:
        return [other for name in names for other in of[name]]

    def _walk(self, names: Iterable[str], of: dict[str, list[str]]) -> list[str]:
        found: list[str] = []
        left = self._next(names, of)
        while left:
            found += left
            left = [name for name in self._next(left, of) if name not in found]
        return found

    def _detailed(
        self, name: str, is_asked: bool, question: StructureQuestion, found: list[str]
    ) -> Artefact:
        one = self.by_name[name]
        if question.detail in (_STUBS if is_asked else _STUBS_BELOW):
            return _stub(one)
        if is_asked and question.items and isinstance(one, model.Codelist):
            return replace(one, codes=tuple(_items(one, question.items)))
        if is_asked and question.items and isinstance(one, model.ConceptScheme):
            return replace(one, concepts=tuple(_items(one, question.items)))
        if isinstance(one, model.ConceptScheme) and question.detail == "referencepartial":
            used = {
                each.concept
                for other in map(self.by_name.get, found)
                if isinstance(other, model.DataStructure)
                for each in other.components
            } | {model.MEASURE}
            return one if is_asked else _only(one, used)
        return one

    def _named_by(self, one: Artefact) -> list[str]:
        named: list[tuple[str, str]] = []
        if isinstance(one, model.Dataflow):
            named = [("DataStructure", one.structure)]
        elif isinstance(one, model.DataStructure):
            coded = (each.codelist for each in one.components if each.codelist)
            named = [("ConceptScheme", one.scheme), *(("Codelist", said) for said in coded)]
        elif isinstance(one, model.ProvisionAgreement | model.Constraint):
            named = [("Dataflow", one.dataflow)]
        names = [urn.to(kind, reference(said, one.agency)) for kind, said in named]
        return [name for name in dict.fromkeys(names) if name in self.by_name]

    def _exact(self, one: Artefact) -> Artefact:
        """The same with every reference in full."""
        if isinstance(one, model.Dataflow):
            return replace(one, structure=self._full("DataStructure", one.structure, one))
        if isinstance(one, model.DataStructure):
            lists = self._listed(one)
            return replace(
                one,
                scheme=self._full("ConceptScheme", one.scheme, one),
                dimensions=tuple(lists(each) for each in one.dimensions),
                attributes=tuple(lists(each) for each in one.attributes),
            )
        if isinstance(one, model.ProvisionAgreement | model.Constraint):
            return replace(one, dataflow=self._full("Dataflow", one.dataflow, one))
        return one

    def _listed(self, one: model.DataStructure) -> Callable[[Any], Any]:
        def exact(each: Any) -> Any:
            if not each.codelist:
                return each
            return replace(each, codelist=self._full("Codelist", each.codelist, one))

        return exact

    def _full(self, kind: str, said: str, by: Artefact) -> str:
        asked = reference(said, by.agency)
        if asked.version:
            return str(asked)
        held = [
            (name, one)
            for name, one in self.by_name.items()
            if urn.kind(one) == kind and (one.agency, one.id) == (asked.agency, asked.id)
        ]
        version = max(held, key=_age)[1].version if held else "1.0"
        return str(Reference(asked.agency, asked.id, version))


def _items(one: Artefact, wanted: frozenset[str]) -> Iterator[Any]:
    """The codes or concepts of these names."""
    held = getattr(one, "codes", ()) or getattr(one, "concepts", ())
    return (each for each in held if each.id in wanted)


def gathered(artefacts: Iterable[Artefact]) -> Structures:
    """Artefacts as one message holds them, each once."""
    parts: dict[type, list[Any]] = {}
    for one in artefacts:
        known = parts.setdefault(type(one), [])
        if one not in known:
            known.append(one)
    names = dict(zip(_PARTS, (field.name for field in fields(Structures)), strict=True))
    return Structures(**{names[kind]: tuple(found) for kind, found in parts.items()})


_PARTS = (
    model.Codelist, model.ConceptScheme, model.DataStructure, model.Dataflow,
    model.ProvisionAgreement, model.Constraint,
)  # fmt: skip


def _flat(held: Structures) -> list[Artefact]:
    return [one for field in fields(held) for one in getattr(held, field.name)]


def _age(named: tuple[str, Artefact]) -> tuple[int, ...]:
    return tuple(int(part) for part in named[1].version.split("."))


def _stub(one: Artefact) -> Artefact:
    """Its name and who keeps it; nothing of what is in it."""
    if isinstance(one, model.Codelist):
        return replace(one, codes=())
    if isinstance(one, model.ConceptScheme):
        return replace(one, concepts=())
    if isinstance(one, model.DataStructure):
        return replace(one, dimensions=(), attributes=())
    return one


def _only(one: model.ConceptScheme, used: set[str]) -> model.ConceptScheme:
    return replace(one, concepts=tuple(each for each in one.concepts if each.id in used))
