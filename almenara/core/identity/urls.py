"""Only these of allauth's pages exist here; their names are those by which allauth calls them."""

from allauth.account import views as allauth
from django.urls import path

from almenara.core.identity.views import entrance, factors

urlpatterns = [
    path("login/", entrance.login, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("reauthenticate/", entrance.reauthenticate, name="account_reauthenticate"),
    path("password/change/", entrance.password_change, name="account_change_password"),
    path("signup/", entrance.absent, name="account_signup"),
    path("password/set/", entrance.absent, name="account_set_password"),
    path("2fa/", factors.overview, name="mfa_index"),
    path("2fa/authenticate/", entrance.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", factors.activate, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", factors.deactivate, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", factors.show_codes, name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/", factors.generate_codes, name="mfa_generate_recovery_codes"
    ),
    path(
        "2fa/recovery-codes/download/", factors.download_codes, name="mfa_download_recovery_codes"
    ),
    path("2fa/webauthn/", factors.keys, name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", factors.add_key, name="mfa_add_webauthn"),
    path("2fa/webauthn/login/", entrance.login_by_key, name="mfa_login_webauthn"),
    path(
        "2fa/webauthn/reauthenticate/",
        factors.reauthenticate_by_key,
        name="mfa_reauthenticate_webauthn",
    ),
    path("2fa/webauthn/keys/<int:pk>/remove/", factors.remove_key, name="mfa_remove_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/edit/", factors.edit_key, name="mfa_edit_webauthn"),
]
