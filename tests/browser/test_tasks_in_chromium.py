"""The main tasks by keyboard alone, without scripts, and the pages reached only by a way.

Everybody here signs in by the front door of the demonstration and meets its world.
"""

from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password

from almenara.core.access.context import system_work
from almenara.core.notices import links
from almenara.core.notices.models import Notice
from almenara.directory import welcome
from tests.browser import pages
from tests.browser.lived import PASSWORD
from tests.browser.test_entrance_in_chromium import add_key, with_key
from tests.browser.watch import NARROW, WIDE, overflow, violations

MOST = 150  # presses of the key before a thing counts as out of reach
HERE = """element => {
  const here = document.activeElement;
  const seen = node => {
    const style = getComputedStyle(node), width = parseFloat(style.outlineWidth);
    return (style.outlineStyle !== "none" && width > 0) || style.boxShadow !== "none";
  };
  const round = here.closest("label, .choice");
  return [here === element, here === document.body || seen(here) || (round && seen(round))];
}"""
DUTY_ALERT = """select a.id from exchange_delivery d join exchange_alert a on a.id = d.alert_id
    where d.institution_id = %s and a.origin_id = 'cri-csirt' and a.kind_id = 'cyber-alert'"""
SECRET_MAIL = """select n.id from notices_notice n where n.channel = 'mail'
    and n.marking = 'TLP:AMBER' and n.word = 'alert' limit 1"""


def to(tab: Any, selector: str) -> None:
    """Press Tab until the thing has the focus; wherever it stops the focus is to be seen."""
    wanted = tab.locator(selector).first.element_handle(timeout=5000)
    for _press in range(MOST):
        tab.keyboard.press("Tab")
        is_there, is_seen = tab.evaluate(HERE, wanted)
        assert is_seen, f"no focus to be seen before {selector}"
        if is_there:
            return
    raise AssertionError(f"{selector} is not reached")


def test_signing_in_and_acknowledging_by_keyboard(lived):
    lived.link.execute(
        "update auth_user set password = %s where username = %s",
        [make_password(PASSWORD), pages.DUTY],
    )
    tab = lived.open("")
    tab.goto(f"{lived.address}/accounts/login/")
    to(tab, "[name=login]")
    tab.keyboard.type(pages.DUTY)
    to(tab, "[name=password]")
    tab.keyboard.type(PASSWORD)
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"{lived.address}/")
    alert = lived.one(DUTY_ALERT, "pan-csirt")
    to(tab, f"#awaiting-list a[href='/alerts/{alert}/']")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/alerts/**")
    to(tab, "#ack [name=answer]")
    tab.keyboard.press("ArrowDown")
    to(tab, "#ack button[type=submit]")
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".ack-done")
    assert "Estamos actuando" in tab.inner_text("#ack")


def test_whom_to_call_by_keyboard(lived):
    tab = lived.open(pages.DUTY)
    tab.goto(f"{lived.address}/directory/")
    to(tab, "#call-state")
    tab.keyboard.type("Costa Rica")
    to(tab, ".call-now button")
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".call-card a[href^='tel:']")


def test_publishing_by_keyboard(lived):
    tab = lived.open(pages.DUTY)
    tab.goto(f"{lived.address}/alerts/new/")
    to(tab, "a[href$='/alerts/new/notice-csirt/']")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/notice-csirt/?once=*")
    to(tab, "[name=title]")
    tab.keyboard.type("Prueba de teclado")
    to(tab, "[name=body]")
    tab.keyboard.type("Es un ejercicio.")
    to(tab, "[name=marking]")
    for _press in range(2):
        tab.keyboard.press("ArrowDown")
    assert tab.evaluate("document.activeElement.value") == "TLP:AMBER"
    to(tab, "[name=states][value=CRI]")
    tab.keyboard.press("Space")
    to(tab, "button[value=publish]")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("dialog[open]")
    to(tab, "dialog button[value=yes]")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/sent/")


@pytest.mark.parametrize("scripts", [True, False])
def test_nominating_by_keyboard_and_without_scripts(lived, scripts):
    """The note itself is chosen in the window of the operating system."""
    tab = lived.open(pages.CONTACT, java_script_enabled=scripts)
    tab.goto(f"{lived.address}/directory/csirt/nominate/")
    note = {"name": "nota.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
    tab.set_input_files("[name=note]", [note])
    steps = {"institution": "CSIRT", "posts-0-title": f"Guardia de apoyo {scripts}",
             "posts-0-holder": "pan-csirt-jefatura"}  # fmt: skip
    for name, words in steps.items():
        if scripts:
            to(tab, f"[name={name}]")
        else:
            tab.focus(f"[name={name}]")
        tab.keyboard.type(words)
    submit = "main form[enctype] button[type=submit]"
    if scripts:
        to(tab, submit)
    else:
        tab.focus(submit)
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"{lived.address}/directory/csirt/", timeout=10_000)


def test_reading_and_acknowledging_without_scripts_on_a_telephone(lived):
    tab = lived.open("bra-csirt-guardia-1", width=320, java_script_enabled=False)
    tab.goto(f"{lived.address}/alerts/{lived.one(DUTY_ALERT, 'bra-csirt')}/")
    assert "EXERCÍCIO" in tab.inner_text("h1")
    tab.click("#ack button[type=submit]")
    tab.wait_for_selector(".ack-done")


def test_the_pages_of_a_mailed_link_in_four_languages(lived):
    with system_work():
        notice = Notice.objects.unguarded("a test").get(pk=lived.one(SECRET_MAIL))
        links.make([notice])
        user = get_user_model().objects.get(username="visitante")
    token = f"/link/{links.token_of(notice)}/"
    _, _, path = welcome.link(user).partition("/accounts/")
    assert _faults(lived.tab(""), lived.address, [token, f"/accounts/{path}"]) == {}


def test_the_pages_of_the_second_factor_in_four_languages(lived):
    username = "mex-csirt-jefatura"
    tab = lived.tab(username)
    with_key(tab)
    user = get_user_model().objects.get(username=username)
    user.set_password(PASSWORD)
    user.save()
    lived.enter(tab, username)
    add_key(lived, tab)
    TOTP.activate(user, generate_totp_secret())
    if not user.authenticator_set.filter(type="recovery_codes").exists():
        RecoveryCodes.activate(user)
    key = user.authenticator_set.get(type="webauthn").pk
    own = ["", "webauthn/", f"webauthn/keys/{key}/edit/", f"webauthn/keys/{key}/remove/",
           "webauthn/reauthenticate/", "reauthenticate/", "totp/deactivate/", "recovery-codes/",
           "recovery-codes/generate/"]  # fmt: skip
    assert _faults(tab, lived.address, [f"/accounts/2fa/{path}" for path in own]) == {}
    door = lived.open("", bypass_csp=True)
    door.goto(f"{lived.address}/accounts/login/")
    door.fill("[name=login]", username)
    door.fill("[name=password]", PASSWORD)
    door.press("[name=password]", "Enter")
    door.wait_for_url("**/accounts/2fa/authenticate/**")
    assert _faults(door, lived.address, ["/accounts/2fa/authenticate/"]) == {}


def _faults(tab: Any, address: str, paths: list[str]) -> dict[str, list[str]]:
    """What axe says in Spanish; in the others that they are there and fit a telephone."""
    found = {}
    for path in paths:
        for language in ("es", "en", "pt", "fr"):
            judged = language == "es"
            tab.set_viewport_size(WIDE if judged else NARROW)
            answer = tab.goto(f"{address}{path}?lang={language}")
            said = violations(tab) if judged else []
            said += [] if answer.status == 200 else [f"status {answer.status}"]
            tab.set_viewport_size(NARROW)
            if overflow(tab) > 0:
                said.append("wider than 320")
            if said or not tab.url.startswith(f"{address}{path}"):
                found[f"{path} {language}"] = [*said, tab.url]
    return found
