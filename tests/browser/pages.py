"""Which pages there are, out of the URL configuration; how each is filled, and who opens it.

A page without ids needs no row here: the first person of `CAST` whom it answers opens it. One with
an id says in `FILLED` where the id comes from; without, `test_every_page_is_opened` fails.
"""

from dataclasses import dataclass
from typing import Any

from tests.leaks import routes

DUTY, MISSION = "pan-csirt-guardia-1", "pan-mision-titular"
CONTACT, SMALL = "pan-cicte-titular", "kna-seguridad-titular"
OFFICER, KEEPER = "s-cicte-oficial-1", "administracion-1"
OBSERVER, STRANGER = "observador-es", "visitante"
VERIFIER = "cicad-oid-oficial-1"
CAST = (DUTY, KEEPER, CONTACT, OFFICER, "", "mex-csirt-jefatura", "mex-csirt-guardia-1",
        "dsp-dis-analista", VERIFIER)  # fmt: skip
ROLES = (CONTACT, MISSION, SMALL, OFFICER, KEEPER, OBSERVER, STRANGER)
HOMES = ("/", "/directory/", "/alerts/", "/journal/", "/directory/waiting/")

OWN = "select id from exchange_alert where origin_id = 'pan-csirt' limit 1"
RECEIVED = """select alert_id from exchange_delivery d join exchange_alert a on a.id = d.alert_id
    where institution_id = 'pan-csirt' and a.marking = 'TLP:GREEN' and a.stage <> 'retracted'
    limit 1"""
WAITING = """select alert_id from exchange_delivery
    where institution_id = 'pan-csirt' and stage in ('sent', 'received', 'escalated') limit 1"""
RETRACTED = "select id from exchange_alert where stage = 'retracted' limit 1"
FILLED = {
    "alerts/<str:pk>/hand-on/": RECEIVED,
    "alerts/<str:pk>/": OWN,
    "alerts/<": OWN,
    "alerts/drafts/": "select id from exchange_draft limit 1",
    "checks/": "select id from directory_check limit 1",
    "directory/contacts/": "select id from directory_contactrequest limit 1",
    "directory/proposals/": "select id from directory_proposal limit 1",
    "directory/posts/": """select id from directory_post
        where institution_id = 'pan-csirt' and kind = 'duty' limit 1""",
    "journal/heads/": "select id from journal_head limit 1",
    "journal/<": """select seq from journal_entry e join parties_person p on p.pseudonym = e.actor
        join auth_user u on u.id = p.user_id where u.username = 'pan-csirt-guardia-1' limit 1""",
    "documents/": "select id from documents_document where institution_id = 'pan-cicte' limit 1",
    "people/": """select p.id from parties_person p join auth_user u on u.id = p.user_id
        where u.username = 'pan-csirt-suplente'""",
    "activities/": "select id from programmes_activity limit 1",
    "projects/": "select id from funds_project limit 1",
    "budget/": "select id from funds_budgetline limit 1",
    "bodies/<slug:slug>/meetings/": "select id from bodies_meeting where body_id = 'cicte' limit 1",
    "mandates/": "select id from mandates_mandate limit 1",
    "resolutions/": "select id from mandates_resolution limit 1",
    "tasks/": "select id from mandates_task limit 1",
    "transmissions/": "select id from mandates_transmission limit 1",
    "consultations/": "select id from mandates_consultation limit 1",
    "correspondence/": "select id from mandates_letter limit 1",
    "good-offices/": "select id from mandates_peacefile where stage <> 'closed' limit 1",
    "journeys/": "select id from mandates_journey limit 1",
    "glass/": "select id from exchange_glass limit 1",
    "substances/": """select substance_id from substances_drugsignal
        where stage = 'published' limit 1""",
    "substances/signals/": "select id from substances_drugsignal where stage = 'reported' limit 1",
    "substances/bulletins/": "select id from substances_drugbulletin limit 1",
    "cases/": "select id from assistance_case where state_id = 'MEX' limit 1",
    "submissions/": "select id from observatory_submission where name = 'demostracion.csv'",
    "observatory/releases/": "select max(id) from observatory_release",
    "observatory/watch/": "select id from observatory_watchsignal limit 1",
}  # fmt: skip
STUDY = "select slug from studies_studyedition where kind = 'study' and stage = '{}' limit 1"
PAPER = "select id from bodies_paper where distribution = 'public' limit 1"
NAMED = {
    "bodies/": {"slug": "cicte"},
    "observatory/indicators/": {"slug": "DF_HOMICIDE"},
    "observatory/states/": {"state": "MEX"},
    "observatory/structures/": {"slug": "DF_PREVALENCE_WDR"},
    "observatory/codelists/": {"slug": "CL_ICCS"},
    "plans/": {"slug": "cicte-2020-2021"},
    "partners/": {"slug": "observador-es"},
    "observers/": {"code": "ES"},
    "funds/": {"code": "D-CARGA", "slug": "observador-es"},
    "reports/": {"slug": "annual-cicte-2020-2021"},
    "reports/<slug:slug>/<str:pk>/": {"pk": "1"},
    "reports/<slug:slug>/<str:pk>/report.": {"type": "pdf"},
    "reports/<slug:slug>/<str:pk>/figures/": {"seq": "1"},
    "strategies/": {"slug": "ssm-2026-2029"},
    "alerts/new/<slug:slug>/": {"slug": "cyber-alert"},
    "directory/<slug:slug>/window/": {"slug": "major-events"},
    "types/<slug:type>/": {"type": "network", "name": "csirt"},
}
ASKED = {
    "observatory/indicators/<slug:slug>/": "?REF_AREA=MEX",
    "cases/new/": "?topic=money-laundering",
    "substances/signals/new/": "?kind=new-substance",
    "directory/on-duty/": "?network=csirt&state=CRI",
    "search/": "?q=acceso",
}
MORE = (  # what a person meets besides, each the same page in another state
    (DUTY, f"alert {WAITING}"),
    (DUTY, f"alert {RETRACTED}"),
    ("mex-csirt-guardia-1", f"alert {OWN}"),
    ("", "alert select id from exchange_alert where audience->>'public' = 'true' limit 1"),
    (DUTY, "/alerts/?box=sent"),
    (DUTY, "/alerts/?box=drafts"),
    (DUTY, "/directory/csirt/?state=CRI"),
    (DUTY, "/alerts/new/incident/"),
    ("ury-csirt-guardia-1", "gap"),
    (CONTACT, "case"),
    (OFFICER, "case"),
    (OFFICER, "/cases/"),
    ("", "/substances/?q=jwh"),
    (VERIFIER, "/substances/signals/"),
    (MISSION, "/cases/new/"),
    (CONTACT, "/directory/csirt/members/"),
    (OFFICER, "/directory/csirt/members/"),
    (OFFICER, "/directory/csirt/checks/"),
    (KEEPER, "/types/network/csirt/"),
    ("", "/bodies/cicte/"),
    (OFFICER, "/bodies/ge-lavado/"),
    ("", "/observatory/indicators/DF_HOMICIDE/"),
    ("", "/observatory/indicators/DF_HOMICIDE/?kind=map"),
    ("", "/observatory/explorer/?flow=DF_HOMICIDE&start=ayer"),
    ("mex-estadistica", "/observatory/indicators/DF_HOMICIDE/?REF_AREA=MEX"),
    ("mex-estadistica", "/submissions/"),
    ("mex-estadistica", "/maps/"),
    ("dsp-dis-analista", "/deliveries/"),
    (DUTY, "/no-existe/"),
)
ELSEWHERE = {
    "observatory/watch/<uuid:pk>.svg": "a file: observatory/tests/test_watching.py",
    **{
        f"observatory/{name}": "a file: observatory/tests/test_pages.py"
        for name in (
            "pictures/<slug:slug>.svg",
            "pictures/<slug:slug>.png",
            "figures/<slug:slug>.csv",
            "figures/<slug:slug>.xlsx",
            "figures/<slug:slug>.parquet",
            "bulletins/<slug:slug>.pdf",
        )
    },
    "observatory/indicators/<slug:slug>/comment/": "leads back: observatory/tests/test_comments.py",
    "alerts/persons/<slug:slug>/": "no kind of the product admits persons: test_persons.py",
    "studies/<slug:name>/": "leads to the newest edition: tests/acceptance/test_s76.py",
    "substances/bulletins/<uuid:pk>/bulletin.pdf": "a file: substances/tests/test_pages.py",
    "submissions/<uuid:pk>/findings.csv": "a file: observatory/tests/test_delivering.py",
    "submissions/<uuid:pk>/findings.xlsx": "a file: observatory/tests/test_delivering.py",
    "flows/<slug:slug>/template.xlsx": "a file: observatory/tests/test_delivering.py",
    "maps/<uuid:pk>/codes.csv": "a file: observatory/tests/test_delivering.py",
    "ledger/<uuid:pk>/": "nothing is spent in the demonstration: tests/acceptance/test_s59.py",
    "funds/<str:code>/reports/<slug:slug>/": "nothing arrived in the demonstration: test_s57.py",
    "funds/<str:code>/reports/<slug:slug>/xlsx/": "a file: tests/acceptance/test_s57.py",
    "accounts/2fa/authenticate/": "in the middle of a sign-in: test_tasks_in_chromium",
    "accounts/2fa/reauthenticate/": "needs an application of codes: test_tasks_in_chromium",
    "accounts/2fa/webauthn/keys/<int:pk>/edit/": "needs a key: test_tasks_in_chromium",
    "accounts/2fa/webauthn/keys/<int:pk>/remove/": "needs a key: test_tasks_in_chromium",
    "accounts/2fa/webauthn/reauthenticate/": "needs a key: test_tasks_in_chromium",
    "accounts/2fa/totp/deactivate/": "needs an application of codes: test_tasks_in_chromium",
    "accounts/2fa/recovery-codes/": "needs codes: test_tasks_in_chromium",
    "accounts/2fa/recovery-codes/download/": "a file: core/identity/tests",
    "readyz": "for programs",
    "sdmx/v1/<path:asked>": "for programs: observatory/tests/test_sdmx_door.py",
    "sdmx/v2/<path:asked>": "for programs: observatory/tests/test_sdmx_door.py",
    "identity/o/api/userinfo": "for programs",
    "accounts/2fa/webauthn/login/": "for the script of the sign-in: test_entrance_in_chromium",
    "accounts/signup/": "absent on purpose",
    "accounts/password/set/": "absent on purpose",
    "identity/o/api/device/code": "absent on purpose",
    "identity/o/authorize": "for a tool that was registered: core/identity/tests",
    "identity/o/logout": "for a tool that was registered: core/identity/tests",
    "accounts/welcome/<str:uid>/<str:key>/": "by a mailed link: test_tasks_in_chromium",
    "link/<str:token>/": "by a mailed link: test_tasks_in_chromium",
    "calendar/registrations/<str:token>/": "by a mailed link: tests/acceptance/test_s47",
}


@dataclass(frozen=True)
class Page:
    who: str
    address: str

    def __str__(self) -> str:
        return f"{self.address} as {self.who or 'nobody'}"


def addresses(site: Any) -> dict[str, str]:
    """Every route but those of programs, and where it is in this world."""
    return {
        route: _address(site, route)
        for route in routes.routes()
        if not routes.is_api(route) and route not in ELSEWHERE
    }


def more(site: Any) -> list[Page]:
    """The same pages as they look to others, or in another state."""
    gap = site.one("""select id from directory_post
        where institution_id = 'ury-csirt' and kind = 'duty' limit 1""")
    case = site.one("select id from assistance_case where state_id = 'PAN' limit 1")
    known = {"gap": f"/directory/posts/{gap}/roster/", "case": f"/cases/{case}/"}
    homes = [Page(who, address) for who in ROLES for address in HOMES]
    return homes + [
        Page(who, f"/alerts/{site.one(what[6:])}/" if what.startswith("alert ")
             else known.get(what, what))
        for who, what in MORE
    ]  # fmt: skip


def _address(site: Any, route: str) -> str:
    slots: dict[str, str] = {}
    for start in sorted(NAMED, key=len):
        if route.startswith(start):
            slots |= NAMED[start]
    starts = [start for start in FILLED if route.startswith(start)]
    if starts and routes.SLOT.search(route):
        found = site.one(FILLED[max(starts, key=len)])
        slots |= {"pk": found, "seq": found} if found else {}
    if route.startswith("studies/<"):
        is_draft = route.endswith(("edit/", "citations/new/"))
        slug = site.one(STUDY.format("drafted" if is_draft else "published"))
        slots |= {"name": slug, "pk": "1", "quoted": "homicidio", "type": "pdf"}
    if "<uuid:paper>" in route:
        slots["paper"] = site.one(PAPER)
    return routes.filled(route, **slots) + ASKED.get(route, "")
