"""How the journal calls what hangs on an account."""

from django.utils.translation import gettext_lazy as _

from almenara.core.journal.titles import register

register("stay", _("una sesión"), url="/account/")
register("factor", _("un segundo factor"), url="/accounts/2fa/")
register("password", _("la contraseña"))
register("correction", _("una petición de corrección"))
register("tool", _("una herramienta"))
