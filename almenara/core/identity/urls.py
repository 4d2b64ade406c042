"""Only these of allauth's pages exist here; their names are those by which allauth calls them."""

from allauth.account import views as allauth
from django.urls import include, path

from almenara.core.identity.views import account, entrance, factors, people, provider

entrances = [
    path("login/", entrance.login, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("reauthenticate/", entrance.reauthenticate, name="account_reauthenticate"),
    path("password/change/", entrance.password_change, name="account_change_password"),
    path("signup/", entrance.absent, name="account_signup"),
    path("password/set/", entrance.absent, name="account_set_password"),
]
second_factor = [
    path("", factors.overview, name="mfa_index"),
    path("authenticate/", entrance.authenticate, name="mfa_authenticate"),
    path("reauthenticate/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("totp/activate/", factors.activate, name="mfa_activate_totp"),
    path("totp/deactivate/", factors.deactivate, name="mfa_deactivate_totp"),
    path("recovery-codes/", factors.show_codes, name="mfa_view_recovery_codes"),
    path("recovery-codes/generate/", factors.generate_codes, name="mfa_generate_recovery_codes"),
    path("recovery-codes/download/", factors.download_codes, name="mfa_download_recovery_codes"),
    path("webauthn/", factors.keys, name="mfa_list_webauthn"),
    path("webauthn/add/", factors.add_key, name="mfa_add_webauthn"),
    path("webauthn/login/", entrance.login_by_key, name="mfa_login_webauthn"),
    path(
        "webauthn/reauthenticate/",
        factors.reauthenticate_by_key,
        name="mfa_reauthenticate_webauthn",
    ),
    path("webauthn/keys/<int:pk>/remove/", factors.remove_key, name="mfa_remove_webauthn"),
    path("webauthn/keys/<int:pk>/edit/", factors.edit_key, name="mfa_edit_webauthn"),
]
own = [
    path("account/", account.account, name="account"),
    path("account/sessions/end/", account.end_others, name="end-others"),
    path("account/sessions/<uuid:name>/end/", account.end_stay, name="end-stay"),
    path("account/tokens/", account.tokens, name="tokens"),
    path("account/tokens/<uuid:pk>/revoke/", account.revoke_token, name="revoke-token"),
    path("account/substitution/", account.substitution, name="substitution"),
    path(
        "account/substitution/<uuid:pk>/revoke/",
        account.revoke_substitution,
        name="revoke-substitution",
    ),
    path("account/export/", account.export, name="export"),
    path("account/export/state/", account.export_state, name="export-state"),
    path("account/correction/", account.correction, name="correction"),
    path("people/", people.people, name="people"),
    path("people/corrections/", people.corrections, name="corrections"),
    path("people/corrections/<uuid:pk>/answer/", people.answer, name="answer-correction"),
    path("people/tools/", provider.tools, name="tools"),
    path("people/tools/<str:pk>/revoke/", provider.revoke_tool, name="revoke-tool"),
    path("people/<uuid:pk>/", people.person, name="person"),
    path("people/<uuid:pk>/end/", people.end, name="end-account"),
    path("people/<uuid:pk>/roles/", people.grant, name="grant-role"),
    path("people/<uuid:pk>/roles/<uuid:grant>/revoke/", people.revoke, name="revoke-role"),
]
tools = [
    path(".well-known/openid-configuration", provider.configuration, name="configuration"),
    path(".well-known/jwks.json", provider.keys, name="jwks"),
    path("identity/o/authorize", provider.authorization, name="authorization"),
    path("identity/o/logout", provider.logout, name="logout"),
    path("identity/o/api/token", provider.token, name="token"),
    path("identity/o/api/revoke", provider.revoke, name="revoke"),
    path("identity/o/api/userinfo", provider.user, name="userinfo"),
    path("identity/o/api/device/code", entrance.absent, name="device_code"),
]
urlpatterns = [
    path("accounts/", include(entrances)),
    path("accounts/2fa/", include(second_factor)),
    path("", include((own, "identity"))),
    path("", include(([path("", include((tools, "oidc")))], "idp"))),
]
