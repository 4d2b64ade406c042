"""Every route is known to the matrix, and every route asks a stranger who they are."""

import re
from urllib.parse import quote

import pytest
from django.conf import settings

from tests.leaks import routes

ASKING = [route for route, row in routes.TABLE.items() if row == routes.ASKS]


def test_every_route_has_a_row_in_the_table():
    missing = [route for route in routes.routes() if not routes.row(route)]
    assert not missing, f"add to tests/leaks/routes.py: {missing}"


def test_the_table_names_only_routes_that_exist():
    assert not set(routes.TABLE) - set(routes.routes())


API = [route for route in routes.TABLE if routes.is_api(route)]
OPEN = [route for route, row in routes.TABLE.items() if row == routes.PUBLIC]


def is_asked(route, answer, url):
    """401 for programs, the sign-in page with the way back for people."""
    if routes.is_api(route):
        return answer.status_code in {401, 405}
    way_back = f"{settings.LOGIN_URL}?next={quote(url)}"
    return answer.status_code == 302 and answer["Location"] == way_back


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_asked_to_sign_in(client, method):
    answers = {url: (route, getattr(client, method)(url)) for route, url in addresses(ASKING)}
    assert [
        (url, answer.status_code)
        for url, (route, answer) in answers.items()
        if not is_asked(route, answer, url)
    ] == []


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["Bearer wrong", "Basic d3Jvbmc6d3Jvbmc="])
def test_a_wrong_key_is_401_everywhere(client, key):
    for _route, url in addresses(API):
        answer = client.get(url, headers={"Authorization": key})
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer"), url


@pytest.mark.django_db
def test_what_is_open_answers_a_stranger(client):
    """An id that never existed is no reason to say anything else than: sign in."""
    for route, url in addresses(OPEN):
        answer = client.get(url)
        has_id = bool(re.search(r"<(uuid:|str:|slug:)?(pk|name)>", route))
        wanted = ({401} if routes.is_api(route) else {302}) if has_id else {200, 404, 503}
        assert answer.status_code in wanted, (url, answer.status_code)


def addresses(named):
    return [(route, routes.filled(route)) for route in named]
