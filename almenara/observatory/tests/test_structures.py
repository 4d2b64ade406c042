import pytest

from almenara.core.parties.actor import NOBODY
from almenara.observatory import queries

pytestmark = pytest.mark.django_db


def test_everybody_reads_the_flows_with_all_that_they_are_made_of():
    flows = {one.id: one for one in queries.flows(NOBODY)}
    homicide = flows["DF_HOMICIDE"]
    assert homicide.dimensions == ("FREQ", "REF_AREA", "UNIT_MEASURE")
    assert (homicide.version, homicide.dataflow.agency) == ("1.0", "OAS")
    assert homicide.policy.source == "external"
    assert homicide.policy.threshold == 0
    assert homicide.policy.threshold_reason["en"]
    assert set(homicide.additive) == {"NUMBER", "KG", "LITRE", "UNITS"}
    assert not homicide.adds(("A", "PAN", "PER_100K"))
    assert flows["DF_ICCS"].parts["SEX"] == {"_T": ("F", "M", "_U")}
