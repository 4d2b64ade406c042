"""Structures are made on pages, field by field, and say what a file of YAML would say."""

import pytest
from django.core.cache import cache
from django.db.models import Max

from almenara.core.identity.tests import make as people
from almenara.core.parties.actor import NOBODY, SYSTEM
from almenara.core.types import heads, queries, services
from almenara.core.types.forms import TypeForm
from almenara.observatory import queries as observatory
from almenara.observatory.tests import make

pytestmark = pytest.mark.django_db
HEAD = {
    **{f"{name}-{code}": "Prueba" for name in ("names", "purpose", "legal_basis", "audience")
       for code in ("es", "en", "pt", "fr")},
    "data_classes": "statistics", "retention": "P50Y", "responsible": "DSP-DIS", "agency": "OAS",
}  # fmt: skip
SHAPE = HEAD | {"id": "DSD_ROUTE", "scheme": "CS_OAS"}


@pytest.fixture
def keeper(client):
    cache.clear()
    people.sign_in(client, people.world().admin)
    return client


def posted(document, kind):
    """What a browser would send of the form of a document."""
    form = TypeForm(SYSTEM, heads.SPECS[kind], document)
    shown = {name: field.initial for name, field in form.fields.items()}
    return {
        name: "on" if value is True else value if isinstance(value, list) else str(value)
        for name, value in shown.items()
        if value is not None and value is not False
    }


def codes(*rows, **more):
    said = {f"codes-{at}-{name}": text for at, row in enumerate(rows) for name, text in row.items()}
    return HEAD | said | more


def test_a_flow_is_made_on_pages_from_its_codes_to_its_rules(keeper):
    mine = [
        {"id": "_T", "names-es": "Total"},
        {"id": "SEA", "names-es": "Mar", "names-en": "Sea", "parent": "_T"},
        {"id": "AIR", "names-es": "Aire", "parent": "_T"},
    ]
    sent = codes(*mine, id="CL_ROUTE")
    seen = keeper.post("/types/codelist/new/?lang=es", sent | {"act": "preview"})
    assert not seen.context["form"].errors
    assert "Estaría en uso desde que lo guarde" in seen.content.decode()
    made = keeper.post("/types/codelist/new/", sent)
    assert (made.status_code, made.url) == (302, "/types/codelist/cl-route/")
    scheme = queries.version(SYSTEM, "concepts", "cs-oas")
    lines = posted(scheme.document, "concepts")
    lines["concepts"] += "\nROUTE | Ruta | Route | Rota | Voie"
    made = keeper.post("/types/concepts/cs-oas/change/", lines)
    assert made.status_code == 302, made.content.decode()
    chosen = {
        f"dimensions-{at}-{name}": text
        for at, row in enumerate(
            [{"id": "FREQ", "codelist": "CL_FREQ"}, {"id": "REF_AREA", "codelist": "CL_AREA"},
             {"id": "ROUTE", "concept": "ROUTE", "codelist": "CL_ROUTE"},
             {"id": "UNIT_MEASURE", "codelist": "CL_UNIT"}]
        )
        for name, text in row.items()
    } | {"attributes-0-id": "OBS_STATUS", "attributes-0-codelist": "CL_OBS_STATUS"}  # fmt: skip
    page = keeper.get("/types/structure/new/?lang=es").content.decode()
    assert "Estructuras de datos" in page
    more = keeper.post("/types/structure/new/", SHAPE | {"act": "add:dimensions"})
    assert b"CL_ROUTE" in more.content
    made = keeper.post("/types/structure/new/", SHAPE | chosen)
    assert made.status_code == 302, made.content.decode()
    flow = HEAD | {
        "id": "DF_ROUTE", "answer_within": "P15D", "area": "REF_AREA", "structure": "DSD_ROUTE",
        "source": "delivered", "threshold": "5",
        "sums": "ROUTE", "is_public": "on", "calendar-frequency": "A", "calendar-due_days": "60",
        "rules": "- {rule: revision, share: 0.3}",
    }  # fmt: skip
    wrong = flow | {"threshold": "0", "rules": "- {rule: never}", "calendar-due_days": "x"}
    refused = keeper.post("/types/dataflow/new/?lang=es", wrong)
    assert refused.status_code == 422
    assert "Lo que los Estados entregan se protege" in refused.content.decode()
    refused = keeper.post("/types/dataflow/new/?lang=es", flow | {"rules": "- {rule: never}"})
    assert (refused.status_code, b"never" in refused.content) == (422, True)
    for lost in ({"area": "NOPE"}, {"rules": "- {rule: sum, dimension: NOPE}"}):
        refused = keeper.post("/types/dataflow/new/?lang=es", flow | lost)
        assert (refused.status_code, b"desconocida: NOPE" in refused.content) == (422, True)
    made = keeper.post("/types/dataflow/new/", flow)
    assert made.status_code == 302, made.content.decode()
    found = observatory.flow(NOBODY, "DF_ROUTE")
    assert found.parts == {"ROUTE": {"_T": ("SEA", "AIR")}}
    assert found.policy.calendar == {"frequency": "A", "due_days": 60}
    assert found.label("ROUTE", "SEA", "en") == "Sea"


def test_faults_stand_at_their_field(keeper):
    twice = codes({"id": "A", "names-es": "A"}, {"id": "A", "names-es": "B"}, id="CL_X")
    page = keeper.post("/types/codelist/new/?lang=es", twice)
    assert (page.status_code, page.content.decode().count("Un código está dos veces")) == (422, 2)
    other = codes({"id": "A"}, id="CL_X")  # a code without a name
    form = keeper.post("/types/codelist/new/?lang=es", other).context["form"]
    assert "codes-0-names-es" in form.errors
    joined = codes({"id": "A+B", "names-es": "A"}, id="CL_X")  # in a key it would be two
    assert (
        "codes-0-id" in keeper.post("/types/codelist/new/?lang=es", joined).context["form"].errors
    )
    lost = SHAPE | {"dimensions-0-id": "NO_CONCEPT"}
    form = keeper.post("/types/structure/new/?lang=es", lost).context["form"]
    assert not form.errors.get("__all__"), form.errors
    assert form.errors["dimensions-0-concept"] == ["Concepto desconocido."]


def test_a_code_that_has_figures_is_withdrawn_and_not_taken_away(keeper):
    make.checked(make.office("PAN"), [("0101", "2024", "9")])
    iccs = queries.version(SYSTEM, "codelist", "cl-iccs").document
    at = [one["id"] for one in iccs["codes"]].index("0101")
    sent = posted(iccs, "codelist")
    gone = {name: text for name, text in sent.items() if not name.startswith(f"codes-{at}-")}
    gone |= {f"codes-{at}-id": "0199", f"codes-{at}-names-es": "Otro"}
    for name in [one for one in gone if one.endswith("-parent") and gone[one] == "0101"]:
        gone[name] = ""
    refused = keeper.post("/types/codelist/cl-iccs/change/?lang=es", gone)
    assert refused.status_code == 422
    assert "«0101» ya tiene cifras" in refused.content.decode()
    made = keeper.post("/types/codelist/cl-iccs/change/", sent | {f"codes-{at}-withdrawn": "on"})
    assert made.status_code == 302
    flow = observatory.flow(NOBODY, "DF_ICCS")
    assert flow.codes["ICCS"]["0101"].withdrawn
    assert flow.label("ICCS", "0101", "en") != "0101"  # it stays readable
    numbers = queries.versions(SYSTEM, "codelist").filter(slug="cl-iccs")
    assert numbers.aggregate(last=Max("version"))["last"] == iccs["version"] + 1


def test_a_list_longer_than_the_form_is_changed_by_file(keeper):
    long = queries.version(SYSTEM, "codelist", "cl-sex").document | {"version": 2}
    more = [{"id": f"X{n}", "names": {"es": "x"}} for n in range(201)]
    services.load(SYSTEM, long | {"codes": [*long["codes"], *more]})
    page = keeper.get("/types/codelist/cl-sex/change/?lang=es")
    assert page.status_code == 403
    assert "se cambia con un archivo" in page.content.decode()
