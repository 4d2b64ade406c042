"""Files of substances: outside lists that date nothing, and mergings with their way back."""

from datetime import date

import pytest
from django.utils import translation

from almenara.core.access.context import system_work
from almenara.core.parties.actor import SYSTEM
from almenara.substances import services
from almenara.substances.listing import ListShape
from almenara.substances.models import Alias, Listing, Substance
from almenara.substances.tests import make
from almenara.substances.tests.make import KEY, OTHER, does, reported

pytestmark = pytest.mark.django_db
THIRD = "QWERTYUIOPASDF-UHFFFAOYSA-N"
NAMES = dict.fromkeys(("es", "en", "pt", "fr"), "Lista")
ROWS = [
    {"inchikey": KEY, "name": "Ejemplona", "category": "C", "dated": date(2015, 1, 2)},
    {"inchikey": KEY, "name": "EX-1", "category": "C", "dated": date(2014, 1, 2)},
    {"inchikey": OTHER, "name": "Modelona", "category": "C", "dated": date(2016, 1, 2)},
    {"inchikey": "", "name": "modelona", "category": "C", "dated": date(2016, 5, 2)},
    {"inchikey": "", "name": "Sin clave", "category": "C", "dated": date(2017, 1, 2)},
]


def listed(rows=ROWS):
    head = {"slug": "lista", "names": NAMES, "publisher": NAMES, "url": "https://lista.example",
            "as_of": date(2020, 1, 1), "note": NAMES,
            "categories": {"C": NAMES | {"fr": "Catégorie C"}}}  # fmt: skip
    return services.load(SYSTEM, ListShape.model_validate({**head, "rows": rows}))


def counted():
    with system_work():
        return tuple(model.objects.count() for model in (Substance, Alias, Listing))


def test_an_outside_list_makes_one_file_a_substance_and_dates_nothing(here):
    listed()
    assert counted() == (3, 5, 5)
    listed()  # laid again, it changes nothing
    assert counted() == (3, 5, 5)
    desk = here.program("desk")
    [file] = desk.get("/substances", q="ejemplona").json()["items"]
    assert [one["dated"] for one in file["listed"]] == ["2014-01-02", "2015-01-02"]
    assert file["name"] == "EX-1"
    whole = desk.get(f"/substances/{file['id']}").json()
    assert (whole["first"], whole["firsts"]) == (None, [])
    path = make.alerted(here, "PAN", substance="Otro nombre")
    assert desk.get(path).json()["substance"] == file["id"]
    assert desk.get(path).json()["first"] == "hemisphere"


def test_a_category_of_a_list_is_read_in_the_language_of_the_page_and_kept_as_it_was_written(here):
    listed()
    with system_work():
        [one] = Listing.objects.select_related("source").filter(name="EX-1")
    with translation.override("fr"):
        assert (one.category, one.category_name) == ("C", "Catégorie C")
    one.category = "D"
    assert one.category_name == "D"


def test_a_name_alone_finds_the_listed_file_and_a_shared_one_asks_a_person(here):
    listed()
    path = reported(here.program("PAN"), substance="MODELONA hydrochloride", inchikey="")
    got = does(here.program("second"), f"{path}/verify")
    assert (got["decided"], got["fields"]["harm"]) == ("name", "none")
    told = here.program("PAN").get("/journal", verb="verify").json()["items"]
    assert [line["detail"]["decided"] for line in told] == ["name"]
    desk = here.program("desk")
    one = desk.get("/substances", q=KEY).json()["items"][0]["id"]
    does(desk, f"/substances/{one}/names", {"name": "Modelona"})
    path = reported(here.program("CRI"), substance="modelona", inchikey="")
    assert here.program("second").post(f"{path}/verify", {}).status_code == 422
    assert does(here.program("second"), f"{path}/verify", {"substance": one})["decided"] == "person"


def test_an_exact_key_cannot_be_overruled_and_a_key_of_a_salt_finds_the_base(here):
    listed()
    desk, second = here.program("desk"), here.program("second")
    base, other = (desk.get("/substances", q=key).json()["items"][0]["id"] for key in (KEY, OTHER))
    salt = {"name": "Ejemplona HCl", "kind": "salt", "inchikey": THIRD}
    does(desk, f"/substances/{base}/names", salt)
    path = reported(here.program("PAN"), substance="Polvo", inchikey=THIRD)
    for wrong in ({"substance": other}, {"is_new": True}):
        assert second.post(f"{path}/verify", wrong).status_code == 422
    assert does(second, f"{path}/verify")["substance"] == base
    assert desk.post("/substances", {"name": "Repetida", "inchikey": THIRD}).status_code == 422


def test_files_merged_one_into_the_other_come_back_each_with_its_own(here):
    desk = here.program("desk")
    paths = [reported(here.program("PAN"), substance=f"S{n}", inchikey=key)
             for n, key in enumerate((KEY, OTHER, THIRD))]  # fmt: skip
    one, two, three = (
        does(here.program("second"), f"{path}/verify")["substance"] for path in paths
    )
    why = {"reason": "Son la misma."}
    does(desk, f"/substances/{one}/merge", {"into": two, **why})
    does(desk, f"/substances/{two}/merge", {"into": three, **why})
    assert [desk.get(path).json()["substance"] for path in paths] == [three] * 3
    assert desk.get("/substances", q=KEY).json()["items"][0]["id"] == three
    assert desk.post(f"/substances/{one}/merge", {"into": two, **why}).status_code == 409
    does(desk, f"/substances/{one}/separate", why)  # though two is merged itself
    assert [desk.get(path).json()["substance"] for path in paths] == [one, three, three]
    does(desk, f"/substances/{two}/separate", why)
    assert [desk.get(path).json()["substance"] for path in paths] == [one, two, three]
    assert desk.post(f"/substances/{two}/separate", why).status_code == 409
    names = {one["name"] for one in desk.get(f"/substances/{two}").json()["names"]}
    assert names == {"S1"}
    for wrong in ({"into": one, **why}, {"into": make.NOWHERE, **why}):
        assert desk.post(f"/substances/{one}/merge", wrong).status_code == 422
    told = desk.get("/journal", thing=f"substance:{one}").json()["items"]
    assert {line["verb"] for line in told} == {"merge", "separate"}


def test_a_public_file_is_never_merged_into_one_that_is_not(here):
    listed()
    desk = here.program("desk")
    public = desk.get("/substances", q=KEY).json()["items"][0]["id"]
    made = does(desk, "/substances", {"name": "Propia", "inchikey": THIRD})["id"]
    assert (
        desk.post(f"/substances/{public}/merge", {"into": made, "reason": "x"}).status_code == 422
    )
    assert does(desk, f"/substances/{made}/merge", {"into": public, "reason": "x"})["id"] == public


def test_only_verifiers_touch_files(here):
    file = does(here.program("desk"), "/substances", {"name": "Propia", "inchikey": KEY})["id"]
    listed(ROWS[:1])
    state = here.program("PAN")
    for path, body in (
        ("/substances", {"name": "Otra"}),
        (f"/substances/{file}/names", {"name": "Otra"}),
        (f"/substances/{file}/merge", {"into": make.NOWHERE, "reason": "x"}),
        (f"/substances/{file}/separate", {"reason": "x"}),
    ):
        assert state.post(path, body).status_code == 403, path
