"""S76: a figure of a study opens its table and its data version, and warns when it is revised."""

import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from almenara.observatory import jobs as deliveries
from almenara.observatory.models import Release
from almenara.observatory.tests import make as observatory
from almenara.studies import jobs
from almenara.studies.tests import make
from tests.acceptance.directory import Program, browser
from tests.acceptance.studies import cite, drafted, out, page_of
from tests.shared import built_once, part

pytestmark = pytest.mark.django_db
BODY = (
    "En México la tasa fue {{figure homicidio?TIME_PERIOD=2023}}, y antes "
    "{{figure homicidio?TIME_PERIOD=2022}}.\n\n{{table homicidio+carceles}}\n"
)
FIRST = [("MEX", "2022", 25.2), ("MEX", "2023", 24.1), ("PAN", "2023", 11.5)]
SECOND = [("MEX", "2022", 25.2), ("MEX", "2023", 24.9), ("PAN", "2023", 11.5)]
PRISONS = [("MEX", "2023", 164.0), ("PAN", "2023", 522.0)]
LONG = {"REF_AREA": ["MEX"]}


class World:
    """A study that is out, on figures that are out."""

    def __init__(self) -> None:
        self.analyst = make.analyst()
        self.writer, self.reviewer = Program(self.analyst), Program(make.officer())
        make.release(FIRST)
        make.release(PRISONS, make.PRISON)
        self.study = drafted(self.writer, BODY, summary="Oferta y demanda")
        cite(self.writer, self.study, "homicidio")
        cite(self.writer, self.study, "carceles", dataflow=make.PRISON, where=LONG)
        out(self.writer, self.reviewer, self.study)


_world = built_once(World)
analyst = part("analyst")
writer = part("writer")
reviewer = part("reviewer")
study = part("study")


def test_a_figure_of_a_study_opens_its_table_codes_vintage_and_question(study, client):
    page = client.get(page_of(study)).content.decode()
    assert '<data value="24.1">24,1</data>' in page
    assert f'href="{page_of(study)}figures/homicidio/"' in page
    figure = client.get(f"{page_of(study)}figures/homicidio/")
    said = figure.content.decode()
    assert figure.status_code == 200
    for words in ("DF_HOMICIDE", "OAS:CL_AREA(1.0)", "México", "REF_AREA=MEX", "25,2", "24,1"):
        assert words in said, words
    assert "/sdmx/v2/data/dataflow/OAS/DF_HOMICIDE/1.0/*.MEX.PER_100K?asOf=" in said
    got = client.get(f"/api/v1{study}/citations/homicidio").json()
    assert [(cell["period"], cell["value"]) for cell in got["cells"]] == [
        ("2022", 25.2), ("2023", 24.1),
    ]  # fmt: skip


def test_both_kinds_of_series_stand_side_by_side_with_why_they_are_not_comparable(study, client):
    page = client.get(page_of(study)).content.decode()
    table = page.partition("<table")[2].partition("</table>")[0]
    assert ("24,1" in table, "164" in table, "—" in table) == (True, True, True)
    assert "Cuentan cosas distintas." in page
    assert "fuente pública" in page.partition("Fuentes")[2]


def test_a_revision_warns_beside_the_figure_and_on_the_head_and_the_edition_stays(study, client):
    assert "Cambiaron cifras" not in client.get(page_of(study)).content.decode()
    make.release(SECOND, day=date(2026, 2, 1))
    page = client.get(page_of(study)).content.decode()
    assert "Cambiaron cifras que se citan aquí" in page
    assert (
        '<data value="24.1">24,1</data></a> <span class="note sand">(revisada: ahora 24,9)' in page
    )
    got = client.get(f"/api/v1{study}").json()
    changes = {one["name"]: one["changes"] for one in got["citations"]}
    assert (got["changed"], changes["carceles"]) == (1, [])
    [change] = changes["homicidio"]
    assert (change["period"], change["was"], change["now"], change["kind"]) == (
        "2023", 24.1, 24.9, "revised",
    )  # fmt: skip
    figure = client.get(f"{page_of(study)}figures/homicidio/").content.decode()
    assert "revisada: ahora 24,9" in figure


def test_those_who_sign_are_told_once_of_a_release_that_changes_what_they_quote(
    study, analyst, client
):
    make.release(SECOND, day=date(2026, 2, 1))
    jobs.compare(dataflow=make.HOMICIDE)
    inbox = browser(analyst).get("/inbox/").content.decode()
    words = "Cambiaron cifras que usted cita: Violencia y cárceles"
    assert words in inbox
    jobs.compare(dataflow=make.HOMICIDE)
    again = browser(analyst).get("/inbox/").content.decode()
    assert again.count(words) == inbox.count(words)
    assert "1 cifra cambió" in client.get("/studies/").content.decode()


def delivered(state, desk, raw, vintage):
    """A State delivers a file, the observatory validates, the State agrees, the figures go out."""

    def done(answer):
        assert answer.status_code == 302, answer.content.decode()
        return answer["Location"]

    file = SimpleUploadedFile("entrega.csv", raw.encode(), "text/csv")
    sent = {"dataflow": "DF_TREATMENT", "vintage": vintage, "file": file}
    address = done(browser(state.clerk).post("/submissions/", sent))
    deliveries.check_waiting()
    done(desk.post(f"{address}accept/"))
    done(browser(state.ncp).post(f"{address}agree/"))
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M")
    chosen = {"submissions": [address.split("/")[2]], "embargo_until": now}
    done(desk.post(f"{done(desk.post('/observatory/releases/schedule/', chosen))}publish/"))


def test_what_a_state_corrects_in_a_new_delivery_warns_in_the_study(
    analyst, writer, reviewer, client, settings, tmp_path
):
    settings.HOME = tmp_path
    state, desk = observatory.office("PAN"), browser(make.analyst())
    header = "FREQ,REF_AREA,DRUG,ENTRY,SEX,AGE,UNIT_MEASURE,TIME_PERIOD,OBS_VALUE"
    row = "A,PAN,_T,_T,_T,_T,NUMBER,2023"
    delivered(state, desk, f"{header}\n{row},410\n", "2025-06-01")
    address = drafted(writer, "En tratamiento: {{figure demanda}}.")
    cite(writer, address, "demanda", dataflow="DF_TREATMENT", where={"REF_AREA": ["PAN"]})
    out(writer, reviewer, address)
    assert '<data value="410.0">410</data>' in client.get(page_of(address)).content.decode()
    delivered(state, desk, f"{header}\n{row},412\n", "2025-07-01")
    page = client.get(page_of(address)).content.decode()
    assert "Cambiaron cifras que se citan aquí" in page
    assert "(revisada: ahora 412)" in page
    assert "La entregaron los Estados." in page


def test_a_withdrawn_release_warns_too(study, client):
    only = Release.objects.unguarded("the test's own").get(dataflow=make.PRISON)
    make.releasing.withdraw(make.analyst(), only, "Error de la fuente")
    page = client.get(page_of(study)).content.decode()
    assert "retirada: ya no se publica" in page


def test_a_next_edition_takes_the_figures_of_today_and_supersedes(study, writer, reviewer, client):
    make.release(SECOND, day=date(2026, 2, 1))
    made = writer.post(f"{study}/renew", {})
    assert (made.status_code, made.json()["edition"], made.json()["changed"]) == (201, 2, 0)
    again = study.rsplit("/", 1)[0] + "/2"
    assert writer.post(f"{study}/renew", {}).status_code == 409
    assert client.get(page_of(again)).status_code == 302  # a draft: sign in
    out(writer, reviewer, again)
    assert '<data value="24.9">24,9</data>' in client.get(page_of(again)).content.decode()
    former = client.get(page_of(study)).content.decode()
    assert ("Hay una edición posterior" in former, "24,1" in former) == (True, True)
    whole = client.get(page_of(study).rsplit("/", 2)[0] + "/")
    assert whole["Location"] == page_of(again)


def test_a_study_leaves_with_its_data_and_its_questions(study, client):
    got = client.get(f"{page_of(study)}study.zip")
    assert got.content == client.get(f"{page_of(study)}study.zip").content
    with zipfile.ZipFile(io.BytesIO(got.content)) as folder:
        names = set(folder.namelist())
        figures = folder.read("figures/homicidio.csv").decode()
        asked = folder.read("queries.json").decode()
        codes = folder.read("codelists.csv").decode()
    assert names == {
        "README.md", "text.es.md", "figures/homicidio.csv", "figures/carceles.csv",
        "codelists.csv", "queries.json",
    }  # fmt: skip
    assert "A,MEX,PER_100K,2023,24.1,A,F" in figures
    assert ("asOf=" in asked, "REF_AREA,OAS:CL_AREA(1.0),MEX,México" in codes) == (True, True)
    assert client.get(f"{page_of(study)}study.pdf").content.startswith(b"%PDF")


def test_what_is_not_there_is_refused_at_its_place(writer):
    address = drafted(writer, "Nada: {{figure falta}}")

    def cited(**more):
        said = {"name": "uno", "dataflow": "DF_HOMICIDE", "where": {}, **more}
        got = writer.post(f"{address}/citations", said)
        return got.status_code, got.json()["errors"][0]["loc"] if got.status_code == 422 else None

    assert cited(dataflow="DF_NADA") == (422, ["dataflow"])
    assert cited(where={"NADA": ["x"]}) == (422, ["where", "NADA"])
    assert cited(where={"REF_AREA": ["XXX"]}) == (422, ["where"])
    assert cited(name="Con Espacios") == (422, ["name"])
    assert cited(start="ayer") == (422, ["start"])
    assert (
        writer.post("/studies", {"title": "x", "language": "es", "threat": "drugs"}).status_code
        == 422
    )


def test_another_person_clears_it_and_only_whole(writer, reviewer):
    address = drafted(writer, "Falta {{figure falta}}")
    assert writer.post(f"{address}/stage", {"stage": "cleared"}).status_code == 403
    assert reviewer.post(f"{address}/stage", {"stage": "cleared"}).status_code == 422
    text = {"language": "es", "title": "Otra", "body": "Nada."}
    assert reviewer.post(f"{address}/texts", text).status_code == 403  # of another unit
    assert writer.post(f"{address}/texts", text).status_code == 200
    assert reviewer.post(f"{address}/stage", {"stage": "published"}).status_code == 403
    assert writer.post(f"{address}/stage", {"stage": "published"}).status_code == 409
    out(writer, reviewer, address)
    assert writer.post(f"{address}/texts", text).status_code == 409
    assert writer.post(f"{address}/stage", {"stage": "withdrawn"}).status_code == 422
    got = writer.post(f"{address}/stage", {"stage": "withdrawn", "reason": "Un error"})
    assert (got.status_code, got.json()["stage"]) == (200, "withdrawn")
