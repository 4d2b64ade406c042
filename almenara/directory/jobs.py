"""What the clock does for the directory; each body is an act of the system per thing."""

from datetime import timedelta

from django.utils import timezone

from almenara.core.access.context import system_work
from almenara.core.jobs import job
from almenara.core.parties.actor import SYSTEM
from almenara.directory import pending, services, shifts
from almenara.directory.models import Check, ContactRequest, GapNotice, Post
from almenara.directory.shifts import AHEAD
from almenara.formats import duration

WHY = "the clock works for every institution"
SLACK = timedelta(days=14)
GAP_DAYS = (1, 7, 14)


@job(queue="directory", every="10 3 * * *")
def make_shifts() -> None:
    """Rosters reach thirteen months ahead again, and follow the time-zone table of today."""
    with system_work():
        now = timezone.now()
        for post in shifts.rostered():
            if shifts.is_due(post, now, now + AHEAD - SLACK):
                services.materialise(SYSTEM, post)


@job(queue="directory", every="20 * * * *")
def find_gaps() -> None:
    """Gaps of the next fortnight are told fourteen, seven and one days ahead, once each."""
    with system_work():
        now = timezone.now()
        for post in shifts.rostered():
            for gap in shifts.gaps_ahead(post, now, timedelta(days=max(GAP_DAYS))):
                days = next(d for d in GAP_DAYS if gap.starts_at - now <= timedelta(days=d))
                known = GapNotice.objects.unguarded(WHY).filter(post=post, days__lte=days)
                if not known.filter(starts_at=gap.starts_at).exists():
                    services.report_gap(SYSTEM, post, gap.starts_at, days)


@job(queue="directory", every="* * * * *")
def close_checks() -> None:
    """Checks whose time is over are closed; silence is told to the State first."""
    with system_work():
        over = Check.objects.unguarded(WHY).filter(stage="open", closes_at__lte=timezone.now())
        for check in over.select_related("network"):
            services.close_check(SYSTEM, check)


@job(queue="directory", every="0 13 * * 1")
def remind_of_checks() -> None:
    """Each Monday: networks whose check is due, as their type says (`check_every`)."""
    with system_work():
        for network in pending.networks_to_check(timezone.now()):
            services.remind(SYSTEM, network)


@job(queue="directory", every="* * * * * */20")
def climb() -> None:
    """Requests for contact that nobody took climb to the next person."""
    with system_work():
        due = ContactRequest.objects.unguarded(WHY).filter(
            stage="asked", due_at__lte=timezone.now()
        )
        for request in due.select_related("network"):
            services.climb(SYSTEM, request)


@job(queue="directory", every="40 4 * * *")
def grow_stale() -> None:
    """Cards that nobody confirmed for as long as the type says are stale."""
    with system_work():
        now = timezone.now()
        posts = Post.objects.unguarded(WHY).filter(stage="verified").select_related("network")
        for post in posts:
            every = duration.parse(post.network.document["reattest_every"], ["reattest_every"])
            if post.verified_at and every.after(post.verified_at) <= now:
                services.grow_stale(SYSTEM, post)


@job(queue="directory", every="*/10 * * * *")
def pass_on() -> None:
    """What waits for a contact point whom a State no longer has waits for its Mission (S77)."""
    with system_work():
        for proposal in pending.orphans():
            services.pass_on(SYSTEM, proposal)


@job(queue="directory", every="30 5 * * *")
def seal_copies() -> None:
    """Tonight's copy of each network that allows one, to each holder with a usable key."""
    with system_work():
        for network, person in pending.holders_with_keys(timezone.now()):
            services.issue_copy(SYSTEM, network, person)


@job(queue="directory", every="50 4 * * *")
def erase() -> None:
    """What was kept of ended posts goes when the type says (R4)."""
    with system_work():
        for post in pending.expired_posts(timezone.now()):
            services.erase(SYSTEM, post)
