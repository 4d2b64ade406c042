from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "almenara.core.journal"
    default_auto_field = "django.db.models.BigAutoField"
