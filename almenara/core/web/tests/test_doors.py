"""What no page reads is refused before any page is asked."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["/search/?q=a%00b", "/plans/?page=%00", "/alerts/?network=%00", "/observers/%00/"]
)
def test_a_nul_in_the_question_is_refused_with_a_page(client, path):
    answer = client.get(path)
    assert answer.status_code == 400
    assert b"<h1" in answer.content
