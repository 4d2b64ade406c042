"""Every route is known to the matrix, and every route asks a stranger who they are."""

import pytest
from django.conf import settings

from tests.leaks import routes

pytestmark = pytest.mark.django_db
ASKING = [route for route, row in routes.TABLE.items() if row == routes.ASKS]


def test_every_route_has_a_row_in_the_table():
    missing = [route for route in routes.routes() if not routes.row(route)]
    assert not missing, f"add to tests/leaks/routes.py: {missing}"


def test_the_table_names_only_routes_that_exist():
    assert not set(routes.TABLE) - set(routes.routes())


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("route", ASKING)
def test_a_stranger_is_asked_to_sign_in(client, route, method):
    url = routes.filled(route)
    answer = getattr(client, method)(url)
    if routes.is_api(route):
        assert answer.status_code in {401, 405}, answer.content
    else:
        assert answer.status_code == 302, answer.content
        assert answer["Location"] == f"{settings.LOGIN_URL}?next={url}"


@pytest.mark.parametrize("route", [r for r in routes.TABLE if routes.is_api(r)])
def test_a_wrong_key_is_401_everywhere(client, route):
    for key in ("Bearer wrong", "Basic d3Jvbmc6d3Jvbmc="):
        answer = client.get(routes.filled(route), headers={"Authorization": key})
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("route", [r for r, row in routes.TABLE.items() if row == routes.PUBLIC])
def test_what_is_open_answers_a_stranger(client, route):
    """An id that never existed is no reason to say anything else than: sign in."""
    answer = client.get(routes.filled(route))
    has_id = bool(routes.SLOT.search(route)) and "int:" not in route and "token" not in route
    wanted = ({401} if routes.is_api(route) else {302}) if has_id else {200, 404, 503}
    assert answer.status_code in wanted, answer.content[:300]
