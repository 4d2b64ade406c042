"""Every route of the URL configuration, and how the matrix asks it.

A route that is not in this table fails `test_every_route_has_a_row`: say there what it shows.
"""

import re
from collections.abc import Iterator

from django.urls import URLPattern, get_resolver

# What stands in a route's place: `alert` … are ids of the world; `none` tells of no alert.
PUBLIC = "open to strangers"
ASKS = "asks who you are"
DOOR = "allauth's own pages of the sign-in: no thing of ours"
DOORS = ("accounts/", "identity/o/", ".well-known/openid-configuration", ".well-known/jwks.json")

TABLE: dict[str, str] = {
    "healthz": PUBLIC,
    "readyz": PUBLIC,
    "": PUBLIC,
    "about/": PUBLIC,
    "statistics/": PUBLIC,
    "organisation/": PUBLIC,
    "organisation/subregional/": ASKS,
    "search/": PUBLIC,
    "journal/heads/": PUBLIC,
    "journal/heads/<int:pk>/": PUBLIC,
    "documents/<uuid:pk>/": PUBLIC,
    "link/<str:token>/": PUBLIC,
    "journal/": ASKS,
    "journal/<int:seq>/": ASKS,
    "journal/<int:seq>/proof/": ASKS,
    "inbox/": ASKS,
    "inbox/<uuid:pk>/read/": ASKS,
    "calls/": ASKS,
    "calls/<uuid:pk>/": ASKS,
    "me/channels/": ASKS,
    "alerts/<str:pk>/": PUBLIC,
    "alerts/<str:pk>/stix/": PUBLIC,
    "alerts/": ASKS,
    "alerts/<str:pk>/answers/": ASKS,
    "alerts/<str:pk>/hand-on/": ASKS,
    "alerts/<str:pk>/retract/": ASKS,
    "alerts/<str:pk>/sent/": ASKS,
    "alerts/<str:pk>/update/": ASKS,
    "alerts/<str:pk>/widen/": ASKS,
    "alerts/drafts/<uuid:pk>/": ASKS,
    "alerts/drafts/<uuid:pk>/delete/": ASKS,
    "alerts/new/": ASKS,
    "alerts/new/<slug:slug>/": ASKS,
    "alerts/new/<slug:slug>/preview/": ASKS,
    "deliveries/<uuid:pk>/acknowledge/": ASKS,
    "glass/": ASKS,
    "glass/<uuid:pk>/": ASKS,
    "glass/<uuid:pk>/break-glass/": ASKS,
    "glass/<uuid:pk>/refuse/": ASKS,
    "glass/<uuid:pk>/end/": ASKS,
    "directory/": ASKS,
    "directory/<slug:slug>/card/": ASKS,
    "directory/on-duty/": ASKS,
    "directory/mine/": ASKS,
    "directory/waiting/": ASKS,
    "directory/proposals/<uuid:pk>/": ASKS,
    "directory/proposals/<uuid:pk>/refuse/": ASKS,
    "directory/applications/<uuid:pk>/approve/": ASKS,
    "directory/designations/<uuid:pk>/verify/": ASKS,
    "directory/designations/<uuid:pk>/release/": ASKS,
    "directory/contacts/<uuid:pk>/": ASKS,
    "directory/contacts/<uuid:pk>/accept/": ASKS,
    "directory/contacts/<uuid:pk>/withdraw/": ASKS,
    "directory/posts/<uuid:pk>/": ASKS,
    "directory/posts/<uuid:pk>/hand-over/": ASKS,
    "directory/posts/<uuid:pk>/lines/": ASKS,
    "directory/posts/<uuid:pk>/revoke/": ASKS,
    "directory/posts/<uuid:pk>/roster/": ASKS,
    "directory/posts/<uuid:pk>/roster/month/": ASKS,
    "directory/posts/<uuid:pk>/roster/import/": ASKS,
    "directory/changes/<uuid:pk>/withdraw/": ASKS,
    "directory/posts/<uuid:pk>/roster/set/": ASKS,
    "directory/posts/<uuid:pk>/roster/cover/": ASKS,
    "directory/posts/<uuid:pk>/roster/swap/": ASKS,
    "directory/posts/<uuid:pk>/roster/calendar.ics": ASKS,
    "directory/<slug:slug>/": ASKS,
    "directory/<slug:slug>/nominate/": ASKS,
    "directory/<slug:slug>/propose/": ASKS,
    "directory/<slug:slug>/people/": ASKS,
    "directory/<slug:slug>/members/": ASKS,
    "directory/<slug:slug>/accede/": ASKS,
    "directory/<slug:slug>/invite/": ASKS,
    "directory/<slug:slug>/apply/": ASKS,
    "directory/<slug:slug>/window/": ASKS,
    "directory/<slug:slug>/checks/": ASKS,
    "directory/<slug:slug>/contact/": ASKS,
    "directory/<slug:slug>/<str:state>/leave/": ASKS,
    "directory/<slug:slug>/<str:state>/suspend/": ASKS,
    "directory/<slug:slug>/<str:state>/restore/": ASKS,
    "checks/<uuid:pk>/": ASKS,
    "checks/<uuid:pk>/answer/": ASKS,
    "api/v1/openapi.json": PUBLIC,
    "api/v1/": PUBLIC,
    "api/v1/states": PUBLIC,
    "api/v1/alerts": PUBLIC,
    "api/v1/alerts/<pk>": PUBLIC,
    "api/v1/alerts/<pk>/stix": PUBLIC,
    "api/v1/journal": ASKS,
    "api/v1/search": ASKS,
    "api/v1/documents": ASKS,
    "api/v1/me": ASKS,
    "api/v1/me/channels/webhook": ASKS,
    "api/v1/me/channels/pgp": ASKS,
    "api/v1/me/channels/phone": ASKS,
    "api/v1/networks": ASKS,
    "api/v1/networks/<slug>/posts": ASKS,
    "api/v1/networks/<slug>/on-duty": ASKS,
    "api/v1/networks/<slug>/checks": ASKS,
    "api/v1/checks/<pk>": ASKS,
    "api/v1/checks/<pk>/answer": ASKS,
    "api/v1/kinds": ASKS,
    "api/v1/glass": ASKS,
    "api/v1/glass/<pk>": ASKS,
    "api/v1/glass/<pk>/break-glass": ASKS,
    "api/v1/glass/<pk>/refuse": ASKS,
    "api/v1/glass/<pk>/end": ASKS,
    "api/v1/alerts/preview": ASKS,
    "api/v1/alerts/<pk>/update": ASKS,
    "api/v1/alerts/<pk>/retract": ASKS,
    "api/v1/alerts/<pk>/widen": ASKS,
    "api/v1/alerts/<pk>/hand-on": ASKS,
    "api/v1/alerts/<pk>/answers": ASKS,
    "api/v1/alerts/<pk>/deliveries": ASKS,
    "api/v1/deliveries/<pk>": ASKS,
    "api/v1/deliveries/<pk>/acknowledge": ASKS,
}
TABLE |= {
    "account/": ASKS,
    "account/sessions/end/": ASKS,
    "account/sessions/<uuid:name>/end/": ASKS,
    "account/tokens/": ASKS,
    "account/tokens/<uuid:pk>/revoke/": ASKS,
    "account/substitution/": ASKS,
    "account/substitution/<uuid:pk>/revoke/": ASKS,
    "account/export/": ASKS,
    "account/correction/": ASKS,
    "account/export/state/": ASKS,
    "people/": ASKS,
    "people/corrections/": ASKS,
    "people/corrections/<uuid:pk>/answer/": ASKS,
    "people/<uuid:pk>/": ASKS,
    "people/tools/": ASKS,
    "people/tools/<str:pk>/revoke/": ASKS,
    "people/<uuid:pk>/end/": ASKS,
    "people/<uuid:pk>/roles/": ASKS,
    "people/<uuid:pk>/roles/<uuid:grant>/revoke/": ASKS,
    "types/": PUBLIC,
    "types/<slug:type>/<slug:name>/": PUBLIC,
    "types/<slug:type>/<slug:name>/approve/": ASKS,
    "types/<slug:type>/<slug:name>/change/": ASKS,
    "types/<slug:type>/<slug:name>/yaml/": PUBLIC,
    "types/<slug:type>/new/": ASKS,
    "types/load/": ASKS,
    ".well-known/security.txt": PUBLIC,
    "plans/": PUBLIC,
    "plans/<slug:slug>/": PUBLIC,
    "plans/<slug:slug>/states/": PUBLIC,
    "plans/<slug:slug>/timeline/": PUBLIC,
    "plans/<slug:slug>/versions/": PUBLIC,
    "plans/<slug:slug>/iati/": PUBLIC,
    "plans/<slug:slug>/iati/publish/": ASKS,
    "plans/<slug:slug>/iati.xml": PUBLIC,
    "strategies/<slug:slug>/": PUBLIC,
    "activities/<uuid:pk>/participants/<uuid:roll>/withdraw/": ASKS,
    "plans/<slug:slug>/activities/": PUBLIC,
    "plans/<slug:slug>/activities/new/": ASKS,
    "activities/<uuid:pk>/": PUBLIC,
    "activities/<uuid:pk>/stage/": ASKS,
    "activities/<uuid:pk>/participants/": ASKS,
    "activities/<uuid:pk>/evidence/": ASKS,
    "proposals/": ASKS,
    "proposals/<uuid:pk>/": ASKS,
    "api/v1/strategies": PUBLIC,
    "api/v1/strategies/<slug>/goals": PUBLIC,
    "api/v1/plans": PUBLIC,
    "api/v1/plans/<slug>/results": PUBLIC,
    "api/v1/activities": PUBLIC,
    "api/v1/activities/<pk>": PUBLIC,
    "api/v1/activities/<pk>/stage": ASKS,
    "api/v1/activities/<pk>/evidence": ASKS,
    "api/v1/activities/<pk>/participants": ASKS,
    "api/v1/proposals": ASKS,
    "api/v1/proposals/<pk>": ASKS,
}
TABLE |= {
    "api/v1/funds": ASKS,
    "api/v1/partners": PUBLIC,
    "api/v1/projects": PUBLIC,
    "api/v1/projects/<pk>": PUBLIC,
    "api/v1/projects/<pk>/indicators": ASKS,
    "api/v1/projects/<pk>/stage": ASKS,
}
SLOT = re.compile(r"<(?:\w+:)?(\w+)>")
NEVER = "00000000-0000-4000-8000-000000000000"


def routes() -> list[str]:
    """Every pattern, as the URL configuration says it."""
    return sorted(set(_below(get_resolver().url_patterns)))


def row(route: str) -> str:
    return DOOR if route.startswith(DOORS) else TABLE.get(route, "")


def is_api(route: str) -> bool:
    return route.startswith("api/")


def filled(route: str, **slots: str) -> str:
    """The address of a route; what nobody named is an id that never existed."""
    known = {
        "slug": "cicte-2020-2021" if "plans/" in route else "csirt",
        "state": "CRI",
        "seq": "0",
        "token": "x" * 40,
        "pk": NEVER,
        "name": NEVER,
        "grant": NEVER,
        "roll": NEVER,
        "type": "network",
    } | slots
    if "<int:pk>" in route and not known["pk"].isdigit():
        known["pk"] = "999999"
    return "/" + SLOT.sub(lambda slot: known[slot[1]], route)


def _below(patterns: list, before: str = "") -> Iterator[str]:
    for one in patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield here
        else:
            yield from _below(one.url_patterns, here)
