"""The first account of an installation: made by a command, opened by a link that works once."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from almenara.core.identity import who


@pytest.mark.django_db
def test_the_first_administrator_gets_a_link_and_the_role(django_user_model):
    said = StringIO()
    call_command("administrator", "primera", "primera@example.org", stdout=said)
    user = django_user_model.objects.get(username="primera")
    assert "/accounts/welcome/" in said.getvalue()
    assert who.of_user(user.pk).roles == {"administrator"}
    with pytest.raises(CommandError, match="usuario"):
        call_command("administrator", "primera", "otra@example.org")
