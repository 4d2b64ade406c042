"""S98: a head opens one board of the programmes for which they answer, and of none other."""

import io

import pytest
import yaml

from almenara.core.parties.actor import SYSTEM
from almenara.core.types import services as types
from almenara.directory.tests import make
from tests.acceptance.directory import Program, browser
from tests.acceptance.programmes import hold, planned

pytestmark = pytest.mark.django_db
OTHER = """
type: plan
slug: {slug}
version: 1
names: {{es: Otro plan, en: Another plan, pt: Outro plano, fr: Autre plan}}
purpose: p
legal_basis: l
data_classes: [results]
audience: a
retention: P10Y
responsible: SE-CICAD
owner: {owner}
period: ["2020-01-01", "2099-12-31"]
programmes:
  - code: A
    names: {{es: Uno, en: One, pt: Um, fr: Un}}
    purposes: {{es: u, en: o, pt: u, fr: u}}
    beneficiaries: {{rule: all}}
    results:
      - id: A1
        names: {{es: Talleres, en: Workshops, pt: Oficinas, fr: Ateliers}}
        kind: training
        unit: activities
        target: {{kind: exactly, value: 2}}
        measure: activities
"""


def plan_of(owner: str, slug: str) -> None:
    make.institution(owner, kind="secretariat")
    types.load(SYSTEM, yaml.safe_load(io.StringIO(OTHER.format(slug=slug, owner=owner))))


def page(who, url="/desk/board/"):
    return browser(who).get(url).content.decode()


def test_a_1_a_head_sees_their_programmes_and_none_other_and_the_secretary_all():
    plan_of("se-cicad", "cicad-plan")
    plan_of("cicad-oid", "oid-plan")
    mine, other, both = (f'data-plan="{slug}"' for slug in ("cicte-2020-2021", "cicad-plan",
                                                            "oid-plan"))  # fmt: skip
    cicte, cicad = page(make.officer("s-cicte")), page(make.officer("se-cicad"))
    assert (mine in cicte, other in cicte, both in cicte) == (True, False, False)
    assert (mine in cicad, other in cicad, both in cicad) == (False, True, True)
    secretary = page(make.officer("ssm-oe"))
    assert all(one in secretary for one in (mine, other, both))
    observatory = page(make.officer("cicad-oid"))
    assert (other in observatory, both in observatory) == (False, True)
    state = make.country("PAN")
    assert "data-plan" not in page(state.duty)
    assert browser(state.duty).get("/desk/").status_code == 200


def test_a_2_the_board_says_plan_progress_spending_evaluation_and_what_is_late():
    officer = make.officer("s-cicte")
    hold(Program(officer), planned(Program(officer), "D3.3"))
    planned(Program(officer), "D3.1")
    seen = page(officer)
    for words in ("metas cumplidas", "% del tiempo", "Gasto", "pendiente desde el 31 dic 2021",
                  "1 actividad con fecha pasada", "D3.3"):  # fmt: skip
        assert words in seen, words


def test_a_3_the_desk_says_what_waits_and_not_what_is_done():
    officer = make.officer("s-cicte")
    program = Program(officer)
    course = planned(program, "D3.1", titles={"es": "Curso de ayer"})
    assert "Curso de ayer · ya pasó su fecha" in page(officer, "/desk/")
    hold(program, course)
    seen = page(officer, "/desk/")
    assert "Curso de ayer · realizada, sin prueba" in seen
    assert "D3.1" in seen
    assert "Curso de ayer" not in page(make.officer("se-cicad"), "/desk/")
    assert f'href="{course}/"' in seen
