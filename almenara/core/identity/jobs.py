"""What the core does by the clock with persons in mind."""

from almenara.core.identity import services
from almenara.core.identity.sessions import SessionStore
from almenara.core.jobs import job
from almenara.core.journal import services as journal
from almenara.core.parties.actor import SYSTEM


@job(every="17 5 * * *")
def sign_journal() -> None:
    """Each day a signed head over the whole journal goes to every State's contact point.

    It stands here because the contact points are persons with a role, told by a notice: the
    journal knows neither persons' roles nor notices, and this is the lowest place that knows both.
    """
    services.mail_head(SYSTEM, journal.sign(SYSTEM))


@job(every="47 4 * * *")
def clear_sessions() -> None:
    """Sessions that ended by themselves are forgotten."""
    SessionStore.clear_expired()
