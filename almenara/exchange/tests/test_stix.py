"""A real bundle goes out with an alert and comes back as it came."""

import json
from pathlib import Path

import pytest

from almenara.exchange.models import Alert
from almenara.exchange.tests import make

pytestmark = pytest.mark.django_db
URL = "/api/v1/alerts"
SHARED = Path(__file__).parents[4] / "shared" / "data" / "exchange"
WEEK = SHARED / "stix-tweetfeed" / "week.json"


def document(bundle, **changes):
    base = {
        "network": "csirt", "kind": "cyber-alert", "audience": {"states": ["CRI"]},
        "title": "Semana de indicadores", "marking": "TLP:GREEN", "stix": bundle,
    }  # fmt: skip
    return base | changes


@pytest.fixture
def panama(officers):
    return officers["PAN"]


@pytest.mark.skipif(not WEEK.exists(), reason="the data folder with real STIX is not beside us")
def test_a_real_week_of_indicators_comes_back_as_it_came(client, panama):
    bundle = json.loads(WEEK.read_text())
    key = make.bearer(panama)
    made = client.post(URL, document(bundle), content_type="application/json", headers=key)
    assert made.status_code == 201, made.content[:500]
    back = client.get(f"{URL}/{made.json()['id']}/stix", headers=key)
    assert json.loads(back.content) == bundle


@pytest.mark.skipif(not WEEK.exists(), reason="the data folder with real STIX is not beside us")
def test_one_bad_object_among_good_ones_is_named_and_nothing_is_kept(client, panama):
    bundle = json.loads(WEEK.read_text())
    bundle["objects"][400].pop("pattern")
    key = make.bearer(panama)
    made = client.post(URL, document(bundle), content_type="application/json", headers=key)
    assert made.status_code == 422
    assert made.json()["errors"][0]["loc"][:3] == ["stix", "objects", 400]
    assert not Alert.objects.exists()


def test_an_alert_without_a_bundle_goes_out_as_one(client, panama):
    key = make.bearer(panama)
    posted = make.shape().model_dump(mode="json", exclude_unset=True)
    made = client.post(URL, posted, content_type="application/json", headers=key).json()
    bundle = json.loads(client.get(f"{URL}/{made['id']}/stix", headers=key).content)
    again = client.post(
        URL,
        document(bundle, marking="TLP:GREEN"),
        content_type="application/json",
        headers=key,
    )
    assert again.status_code == 422, "laxer than the strictest marking in the bundle"
    loose = document(bundle, marking=None, title=None)
    again = client.post(URL, loose, content_type="application/json", headers=key)
    assert (again.status_code, again.json().get("marking")) == (201, "TLP:AMBER"), again.content


@pytest.mark.parametrize("raw", [b"no", b"[]", b'{"stix":{"type":"bundle"}, "x":NaN}'])
def test_what_is_not_an_object_is_refused(client, panama, raw):
    answer = client.post(URL, raw, content_type="application/json", headers=make.bearer(panama))
    assert answer.status_code == 422


def test_a_body_over_the_limit_is_413(client, panama):
    raw = json.dumps({"body": "x" * (1 << 20)})
    answer = client.post(URL, raw, content_type="application/json", headers=make.bearer(panama))
    assert answer.status_code == 413


def test_words_of_the_bundle_that_cannot_be_said_are_refused_where_they_stand(client, panama):
    moment = "2026-11-22T03:04:05.678Z"
    ids = {kind: f"{kind}--00000000-0000-4000-8000-000000000001" for kind in ("identity", "report")}
    common = {"spec_version": "2.1", "created": moment, "modified": moment}
    turned = {"name": "Campa\u202eña", "published": moment, "object_refs": [ids["identity"]]}
    objects = [
        {"type": "identity", "id": ids["identity"], "name": "CSIRT", **common},
        {"type": "report", "id": ids["report"], **turned, **common},
    ]
    bundle = {"type": "bundle", "id": ids["report"].replace("report", "bundle"), "objects": objects}
    sent = document(bundle)
    del sent["title"]
    made = client.post(URL, sent, content_type="application/json", headers=make.bearer(panama))
    assert [one["loc"] for one in made.json()["errors"]] == [["stix", "objects", 1, "name"]]
