"""Who is in the demonstration: offices and posts by their function. Plain values only."""

from collections.abc import Iterator
from dataclasses import dataclass, field

Text = dict[str, str]

STATES = ("BRA", "CAN", "CRI", "HTI", "KNA", "MEX", "PAN", "URY")
SMALL = "KNA"
TWO_TEAMS = "MEX"
STATISTICS = ("MEX", "PAN")
DRUG_WATCH = ("CRI", "PAN")
OBSERVER = "ES"
BOARD = "jid"
MARK: Text = {
    "es": "demostración", "en": "demonstration", "pt": "demonstração", "fr": "démonstration",
}  # fmt: skip


@dataclass(frozen=True)
class Seat:
    """A post that an account holds: kind of post in a network."""

    network: str
    kind: str


@dataclass(frozen=True)
class Account:
    """An account called by its function; its roles are those that no post gives."""

    username: str
    title: Text
    institution: str = ""
    seats: tuple[Seat, ...] = ()
    roles: tuple[str, ...] = ()
    observer: str = ""


@dataclass(frozen=True)
class Office:
    """An institution of a State, with the accounts of those who work in it."""

    slug: str
    state: str
    kind: str
    names: Text
    accounts: tuple[Account, ...] = field(default=())


TEAM: Text = {
    "es": "CSIRT nacional", "en": "National CSIRT",
    "pt": "CSIRT nacional", "fr": "CSIRT national",
}  # fmt: skip
SECTOR: Text = {
    "es": "CSIRT del sector financiero", "en": "Financial sector CSIRT",
    "pt": "CSIRT do setor financeiro", "fr": "CSIRT du secteur financier",
}  # fmt: skip
LIAISON: Text = {
    "es": "Centro de enlace contra el terrorismo", "en": "Counter-terrorism liaison centre",
    "pt": "Centro de ligação contra o terrorismo",
    "fr": "Centre de liaison contre le terrorisme",
}  # fmt: skip
CONTACT: Text = {
    "es": "Punto de contacto nacional ante el CICTE", "en": "National contact point to CICTE",
    "pt": "Ponto de contato nacional junto ao CICTE",
    "fr": "Point de contact national auprès du CICTE",
}  # fmt: skip
MISSION: Text = {
    "es": "Misión Permanente", "en": "Permanent Mission",
    "pt": "Missão Permanente", "fr": "Mission permanente",
}  # fmt: skip
DRUGS: Text = {
    "es": "Observatorio nacional de drogas", "en": "National drug observatory",
    "pt": "Observatório nacional sobre drogas", "fr": "Observatoire national des drogues",
}  # fmt: skip
SECURITY: Text = {
    "es": "Seguridad nacional", "en": "National security",
    "pt": "Segurança nacional", "fr": "Sécurité nationale",
}  # fmt: skip
FIGURES: Text = {
    "es": "Oficina de estadística del delito", "en": "Crime statistics office",
    "pt": "Escritório de estatística criminal",
    "fr": "Bureau de statistique de la criminalité",
}  # fmt: skip
DUTY: Text = {"es": "Guardia", "en": "Duty officer", "pt": "Plantão", "fr": "Permanence"}
ALTERNATE: Text = {"es": "Suplente", "en": "Alternate", "pt": "Suplente", "fr": "Suppléance"}
CHIEF: Text = {"es": "Jefatura", "en": "Head", "pt": "Chefia", "fr": "Direction"}
HOLDER: Text = {"es": "Titular", "en": "Holder", "pt": "Titular", "fr": "Titulaire"}
OFFICER: Text = {"es": "Oficial", "en": "Officer", "pt": "Oficial", "fr": "Responsable"}
ANALYST: Text = {"es": "Analista", "en": "Analyst", "pt": "Analista", "fr": "Analyste"}
STATISTICIAN: Text = {
    "es": "Estadística", "en": "Statistician", "pt": "Estatística", "fr": "Statistique",
}  # fmt: skip
ADMINISTRATION: Text = {
    "es": "Administración de la plataforma", "en": "Platform administration",
    "pt": "Administração da plataforma", "fr": "Administration de la plateforme",
}  # fmt: skip
WATCHER: Text = {
    "es": "Observación permanente", "en": "Permanent observer",
    "pt": "Observação permanente", "fr": "Observation permanente",
}  # fmt: skip
BOARD_NAMES: Text = {
    "es": "Junta Interamericana de Defensa", "en": "Inter-American Defense Board",
    "pt": "Junta Interamericana de Defesa", "fr": "Organisation interaméricaine de défense",
}  # fmt: skip
MILITARY: Text = {
    "es": "Enlace militar", "en": "Military liaison",
    "pt": "Ligação militar", "fr": "Liaison militaire",
}  # fmt: skip
STRANGER: Text = {
    "es": "Persona sin red", "en": "Person without a network",
    "pt": "Pessoa sem rede", "fr": "Personne sans réseau",
}  # fmt: skip
POSTS = {"duty": DUTY, "alternate": ALTERNATE, "head": CHIEF}

OWN_POLICY = ("cyber-policy", "cyber-diplomacy", "unscr-1540")
TEAM_NETWORK, LIAISON_NETWORK = "csirt", "inter-american"
DRUG_NETWORK = "drug-early-warning"
VOLUNTARY = (TEAM_NETWORK, LIAISON_NETWORK)
VOLUNTARY_SMALL = (*VOLUNTARY, "cyber-policy", "cyber-diplomacy")


def offices() -> Iterator[Office]:
    """Every institution of the States, in the order of their codes."""
    for state in STATES:
        yield from _small() if state == SMALL else _usual(state)


def secretariat() -> Iterator[Account]:
    """People of the units of the secretariat, and of a subregional organisation."""
    for number, kind in ((1, "duty"), (2, "alternate"), (3, "")):
        networks = (TEAM_NETWORK, LIAISON_NETWORK, "cicte-ncp") if kind else ()
        yield _officer("s-cicte", number, kind, networks)
    for number, kind in ((1, "duty"), (2, ""), (3, "")):
        yield _officer("ssm-oe", number, kind, ("missions",) if kind else ())
    for number, kind in ((1, "duty"), (2, ""), (3, "")):
        yield _officer("cicad-oid", number, kind, (DRUG_NETWORK,) if kind else ())
    yield Account("dsp-dis-analista", ANALYST, "dsp-dis", roles=("analyst",))
    yield Account("caricom-impacs-guardia", DUTY, "caricom-impacs", _hats("duty", TEAM_NETWORK))


def administrators() -> Iterator[Account]:
    for number in (1, 2):
        title = numbered(ADMINISTRATION, number)
        yield Account(f"administracion-{number}", title, "ssm-saa", roles=("administrator",))


def outsiders() -> Iterator[Account]:
    """Those of no State and no unit; the liaison reads what the board is addressed (R16)."""
    yield Account(f"observador-{OBSERVER.lower()}", WATCHER, roles=("observer",), observer=OBSERVER)
    yield Account("visitante", STRANGER)
    yield Account(f"{BOARD}-enlace", MILITARY, BOARD, roles=("liaison",))


def numbered(text: Text, number: int) -> Text:
    return {language: f"{words} {number}" for language, words in text.items()}


def placed(text: Text, place: Text) -> Text:
    """`Guardia, CSIRT nacional`: a function and where."""
    return {language: f"{words}, {place[language]}" for language, words in text.items()}


def marked(text: Text) -> Text:
    """Says of everything that it is a demonstration."""
    return {language: f"{words} ({MARK[language]})" for language, words in text.items()}


def _usual(state: str) -> Iterator[Office]:
    code = state.lower()
    yield _watch(state, f"{code}-csirt", "csirt", TEAM, TEAM_NETWORK)
    if state == TWO_TEAMS:
        yield _watch(state, f"{code}-csirt-finanzas", "csirt", SECTOR, TEAM_NETWORK)
    yield _watch(state, f"{code}-enlace", "agency", LIAISON, LIAISON_NETWORK)
    contact = f"{code}-cicte"
    yield Office(
        contact,
        state,
        "ministry",
        CONTACT,
        (
            Account(f"{contact}-titular", HOLDER, contact, _hats("duty", "cicte-ncp")),
            Account(f"{contact}-suplente", ALTERNATE, contact, _hats("alternate", "cicte-ncp")),
        ),
    )
    yield from _mission(state)
    if state in DRUG_WATCH:
        slug = f"{code}-drogas"
        clerk = Account(slug, DUTY, slug, _hats("duty", DRUG_NETWORK))
        yield Office(slug, state, "agency", DRUGS, (clerk,))
    if state in STATISTICS:
        slug = f"{code}-estadistica"
        clerk = Account(slug, STATISTICIAN, slug, roles=("statistician",))
        yield Office(slug, state, "agency", FIGURES, (clerk,))


def _small() -> Iterator[Office]:
    """A State in which few people do everything: its contact point wears six hats."""
    code = SMALL.lower()
    slug = f"{code}-seguridad"
    six = (
        *_hats("duty", "cicte-ncp", *OWN_POLICY),
        *_hats("head", TEAM_NETWORK, LIAISON_NETWORK),
    )
    both = (TEAM_NETWORK, LIAISON_NETWORK)
    yield Office(
        slug,
        SMALL,
        "ministry",
        SECURITY,
        (
            Account(f"{slug}-titular", HOLDER, slug, six),
            Account(f"{slug}-guardia-1", numbered(DUTY, 1), slug, _hats("duty", *both)),
            Account(f"{slug}-guardia-2", numbered(DUTY, 2), slug, _hats("duty", *both)),
            Account(f"{slug}-suplente", ALTERNATE, slug, _hats("alternate", *both)),
        ),
    )
    yield from _mission(SMALL)


def _watch(state: str, slug: str, kind: str, names: Text, network: str) -> Office:
    """An office with a duty of two, an alternate and a head."""
    return Office(
        slug,
        state,
        kind,
        names,
        (
            Account(f"{slug}-guardia-1", numbered(DUTY, 1), slug, _hats("duty", network)),
            Account(f"{slug}-guardia-2", numbered(DUTY, 2), slug, _hats("duty", network)),
            Account(f"{slug}-suplente", ALTERNATE, slug, _hats("alternate", network)),
            Account(f"{slug}-jefatura", CHIEF, slug, _hats("head", network)),
        ),
    )


def _mission(state: str) -> Iterator[Office]:
    slug = f"{state.lower()}-mision"
    holder = Account(f"{slug}-titular", HOLDER, slug, _hats("duty", "missions"), roles=("mission",))
    yield Office(slug, state, "mission", MISSION, (holder,))


def _officer(unit: str, number: int, kind: str, networks: tuple[str, ...]) -> Account:
    return Account(
        f"{unit}-oficial-{number}",
        numbered(OFFICER, number),
        unit,
        _hats(kind, *networks),
        ("secretariat",),
    )


def _hats(kind: str, *networks: str) -> tuple[Seat, ...]:
    return tuple(Seat(network, kind) for network in networks)
