"""Signing in with a real browser: keyboard, no scripts, passkeys of a virtual authenticator."""

import threading

import pytest
from django.core.cache import cache
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application

from almenara.core.identity.tests import make
from tests.browser.watch import overflow, violations

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
OWN = [
    "/account/", "/account/tokens/", "/account/substitution/", "/account/correction/",
    "/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/", "/accounts/reauthenticate/", "/accounts/password/change/",
    "/accounts/logout/", "/people/", "/people/corrections/", "/types/", "/types/network/csirt/",
]  # fmt: skip


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        """The test says what matters."""


class Site:
    """A running copy of the pages, and the people in it."""

    def __init__(self, port):
        self.address = f"http://localhost:{port}"
        self.world = make.world()

    def enter(self, page, person):
        page.goto(f"{self.address}/accounts/login/")
        page.fill("[name=login]", person.user.username)
        page.fill("[name=password]", make.PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(f"{self.address}/")

    def leave(self, page):
        page.goto(f"{self.address}/accounts/logout/")
        page.click("main form button")
        page.wait_for_url(f"{self.address}/")


@pytest.fixture
def site(committed_db, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    cache.clear()
    server = ThreadedWSGIServer(("localhost", 0), Quiet, ipv6=False)
    server.daemon_threads = True
    server.set_app(get_wsgi_application())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Site(server.server_port)
    server.shutdown()
    server.server_close()


def with_key(page):
    """A key in the browser, and the word by which it is called."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return devtools, made["authenticatorId"]


def add_key(site, page):
    page.goto(f"{site.address}/accounts/2fa/webauthn/add/")
    page.fill("[name=name]", "Llave de prueba")
    page.click("form[data-passkey=add] button")
    page.wait_for_url("**/recovery-codes/")


def test_a_passkey_is_added_and_lets_in_alone(site, tab):
    page = tab()
    with_key(page)
    site.enter(page, site.world.ana)
    add_key(site, page)
    page.goto(f"{site.address}/accounts/2fa/webauthn/")
    assert "Llave de prueba" in page.inner_text("main")
    site.leave(page)

    page.goto(f"{site.address}/accounts/login/")
    page.click("form[data-passkey=login] button")
    page.wait_for_url(f"{site.address}/")
    page.goto(f"{site.address}/account/")
    assert site.world.ana.user.username in page.inner_text("main")


def test_a_bogus_signature_stays_outside(site, tab):
    page = tab()
    devtools, key = with_key(page)
    site.enter(page, site.world.ana)
    add_key(site, page)
    site.leave(page)
    bogus = {"authenticatorId": key, "isBogusSignature": True}
    devtools.send("WebAuthn.setResponseOverrideBits", bogus)

    page.goto(f"{site.address}/accounts/login/")
    page.click("form[data-passkey=login] button")
    page.wait_for_url("**/accounts/login/")
    page.wait_for_selector(".messages")
    assert "no valen" in page.inner_text(".messages")
    page.goto(f"{site.address}/account/")
    assert "/accounts/login/" in page.url


def test_a_key_is_the_second_factor_after_the_password(site, tab):
    page = tab()
    with_key(page)
    site.enter(page, site.world.admin)
    add_key(site, page)
    site.leave(page)
    page.goto(f"{site.address}/accounts/login/")
    page.fill("[name=login]", site.world.admin.user.username)
    page.fill("[name=password]", make.PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/accounts/2fa/authenticate/**")
    page.click("form[data-passkey=use] button")
    page.wait_for_url(f"{site.address}/")


def test_the_strongest_roles_add_a_key_before_anything_else(site, tab, settings):
    settings.SECOND_FACTOR = True
    page = tab()
    with_key(page)
    page.goto(f"{site.address}/accounts/login/")
    page.fill("[name=login]", site.world.admin.user.username)
    page.fill("[name=password]", make.PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/accounts/2fa/")
    add_key(site, page)
    page.goto(f"{site.address}/people/")
    assert "Cuentas" in page.inner_text("h1")


def test_who_has_no_key_is_told_so(site, tab):
    page = tab()
    page.goto(f"{site.address}/accounts/login/")
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {**KEY, "isUserVerified": False}})
    page.click("form[data-passkey=login] button")
    page.wait_for_selector(".passkey-said")
    assert "No se usó ninguna llave" in page.inner_text(".passkey-said")


def test_by_keyboard_alone_in_the_order_of_the_page(site, tab):
    page = tab()
    page.goto(f"{site.address}/accounts/login/")
    page.focus("[name=login]")
    page.keyboard.type(site.world.ana.user.username)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "password"
    page.keyboard.type(make.PASSWORD)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "submit"
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.address}/")


def test_without_scripts_one_signs_in_and_makes_a_key_for_a_program(site, tab):
    page = tab(scripts=False, width=320)
    site.enter(page, site.world.ana)
    page.goto(f"{site.address}/account/tokens/")
    page.fill("[name=label]", "sondeo")
    page.click("main form button:has-text('Hacerla')")
    assert page.is_visible("#key")


@pytest.mark.parametrize(("width", "dark"), [(320, False), (1280, True)])
def test_axe_finds_nothing_in_these_pages(site, tab, width, dark):
    page = tab(width=width, dark=dark, policy=False)
    page.goto(f"{site.address}/accounts/login/")
    found = {"/accounts/login/": violations(page)}
    page.fill("[name=login]", "nadie")
    page.fill("[name=password]", "no es")
    page.press("[name=password]", "Enter")
    page.wait_for_selector(".errors")
    found["refused"] = violations(page)
    site.enter(page, site.world.admin)
    for path in [*OWN, f"/people/{site.world.ana.pk}/"]:
        page.goto(site.address + path)
        found[path] = violations(page)
        if overflow(page) > 0:
            found[path] = [*found[path], f"{overflow(page)} wider than its window"]
    assert {path: faults for path, faults in found.items() if faults} == {}
