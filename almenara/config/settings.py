"""Settings of one installation: what differs between installations comes from `config.env`."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from almenara.config import env as environment

ENV = environment.read(os.environ)
ROOT = Path(__file__).resolve().parent.parent.parent

SECRET_KEY = ENV.secret_key
DEBUG = False
ALLOWED_HOSTS = ENV.allowed_hosts
BASE_URL = ENV.base_url
CSRF_TRUSTED_ORIGINS = [BASE_URL]
HOME = ENV.home
DEMONSTRATION = ENV.demo
SECOND_FACTOR = ENV.second_factor
MAIL_URL = ENV.mail_url
MAIL_FOLDER = HOME / "mail"
PHONE_URL = ENV.phone_url
OUTBOUND_ALLOW = ENV.outbound_allow
INSTALLATION = ENV.name
IATI_REPORTER = ENV.iati_reporter
IATI_SCHEMAS = ENV.iati_schemas
# Read by `/.well-known/security.txt`: the mailbox that every site should have (RFC 2142).
SECURITY_CONTACT = f"mailto:security@{urlsplit(BASE_URL).hostname}"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django_cotton",
    "django_htmx",
    "procrastinate.contrib.django",
    "almenara.core.parties",
    "almenara.core.journal",
    "almenara.core.types",
    "almenara.core.documents",
    "almenara.core.search",
    "almenara.core.notices",
    "almenara.core.identity",
    "almenara.core.web",
    "almenara.core.api",
    "allauth",  # after our own pages, whose templates take the place of its own
    "allauth.account",
    "allauth.mfa",
    "allauth.idp.oidc",
    "almenara.directory",
    "almenara.exchange",
    "almenara.bodies",
    "almenara.mandates",
    "almenara.observatory",
    "almenara.substances",
    "almenara.studies",
    "almenara.programmes",
    "almenara.assistance",
    "almenara.funds",
    "almenara.reports",
    "almenara.config",
]
MIDDLEWARE = [
    "almenara.core.web.headers.HeadersMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "almenara.core.web.doors.ActorMiddleware",
    "almenara.core.web.doors.LanguageMiddleware",
    "almenara.core.web.doors.RefusalMiddleware",
    "almenara.core.web.lists.ListMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "almenara.core.web.gates.SecondFactorMiddleware",
    "almenara.core.web.gates.ConfirmationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "almenara.config.urls"
WSGI_APPLICATION = "almenara.config.wsgi.application"
APPEND_SLASH = True

DATABASES = environment.databases(ENV)
DATABASE_ROUTERS = ["almenara.core.access.replica.Router"] if ENV.replica_url else []
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "web_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # what counts failed sign-ins is not culled
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "almenara.config.menu.page",
            ],
        },
    }
]

LANGUAGE_CODE = "es"
LANGUAGES = [("es", "Español"), ("en", "English"), ("pt", "Português"), ("fr", "Français")]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["almenara.core.identity.passwords.PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "almenara.core.identity.adapters.AccountAdapter"
MFA_ADAPTER = "almenara.core.identity.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = BASE_URL.startswith("http://")
IDP_OIDC_ADAPTER = "almenara.core.identity.adapters.ProviderAdapter"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {"login_failed": "10/15m/key", "login": None}
ACCOUNT_SESSION_REMEMBER = True  # `core.identity.sessions` says when a session ends
ACCOUNT_FORMS = {
    "login": "almenara.core.identity.forms.LoginForm",
    "change_password": "almenara.core.identity.forms.ChangePasswordForm",
    "reauthenticate": "almenara.core.identity.forms.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "almenara.core.identity.forms.CodeForm",
    "reauthenticate": "almenara.core.identity.forms.CodeAgainForm",
    "activate_totp": "almenara.core.identity.forms.ActivateForm",
    "add_webauthn": "almenara.core.identity.forms.AddKeyForm",
    "edit_webauthn": "almenara.core.identity.forms.EditKeyForm",
}
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Posts that the front door offers to enter as (docs/decisions/demonstration.md).
DEMONSTRATION_POSTS = (
    "pan-csirt-guardia-1",
    "pan-estadistica",
    "s-cicte-oficial-1",
    "kna-seguridad-titular",
)

SESSION_ENGINE = "almenara.core.identity.sessions"
SESSION_COOKIE_AGE = 24 * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BASE_URL.startswith("https://")
if SESSION_COOKIE_SECURE:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 50 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a code list of 200 codes in four languages
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

EVENTS_WHO = "almenara.core.identity.live.listener"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
