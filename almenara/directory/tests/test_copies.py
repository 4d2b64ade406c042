"""The sealed copy: to the holder's key alone, opened with gpg, without a name in it."""

from email import message_from_bytes, policy

import pytest

from almenara.core.access.context import system_work
from almenara.core.notices import services as channels
from almenara.core.notices.models import Notice
from almenara.core.notices.tests import make as told
from almenara.core.parties.refusals import WrongStage
from almenara.directory import jobs, services
from almenara.directory.models import SealedCopy
from almenara.directory.tests import make
from almenara.formats.tests.gnupg import needed, ring

__all__ = ["ring"]

pytestmark = pytest.mark.django_db


@needed
def test_a_holder_with_a_key_gets_tonights_copy_and_opens_it_with_gpg_alone(
    ring, settings, tmp_path
):
    settings.MAIL_URL, settings.MAIL_FOLDER = "", tmp_path / "mail"
    network = make.network("inter-american")
    panama, costa_rica = make.manned(network, "PAN"), make.manned(network, "CRI")
    channels.update_key(make.actor(panama.duty), ring.key(panama.duty.user.email))
    jobs.seal_copies.func.__wrapped__()
    with system_work():
        assert [issue.person_id for issue in SealedCopy.objects.all()] == [panama.duty.pk]
        Notice.objects.exclude(word="directory/copy").delete()
    told.hand_over("mail")
    [file] = (tmp_path / "mail").glob("*.eml")
    letter = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert letter.get_content_type() == "multipart/encrypted"
    sealed = letter.get_payload()[1].get_content()
    opened = message_from_bytes(ring.decrypt(sealed), policy=policy.default)
    files = {
        part.get_filename(): part.get_payload(decode=True) for part in opened.iter_attachments()
    }
    assert set(files) == {"inter-american.pdf", "inter-american.vcf", "inter-american.csv"}
    assert files["inter-american.pdf"].startswith(b"%PDF")
    table = files["inter-american.csv"].decode()
    assert "+507 500 0000" in table
    for person in (panama.duty, costa_rica.head):
        assert person.user.username not in table


def test_a_network_whose_type_does_not_allow_it_issues_none():
    network = make.network("cyber-policy", sealed_copy=False)
    panama = make.country("PAN")
    make.verified(network, panama)
    with pytest.raises(WrongStage):
        services.print_card(make.actor(panama.duty), network)
