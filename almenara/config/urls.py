from django.urls import include, path

from almenara.config import views
from almenara.config.api import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("", views.home, name="home"),
    path("about/", views.about, name="about"),
    path("statistics/", views.figures, name="statistics"),
    path("", include("almenara.core.web.urls")),
    path("", include("almenara.core.notices.urls")),
    path("", include("almenara.core.documents.urls")),
    path("", include("almenara.directory.urls")),
    path("", include("almenara.bodies.urls")),
    path("", include("almenara.exchange.urls")),
    path("", include("almenara.mandates.urls")),
    path("", include("almenara.substances.urls")),
    path("", include("almenara.programmes.urls")),
    path("", include("almenara.assistance.urls")),
    path("", include("almenara.funds.urls")),
    path("", include("almenara.studies.urls")),
    path("", include("almenara.reports.urls")),
    path("", include("almenara.observatory.urls")),
    path("", include("almenara.core.identity.urls")),
    path("", include("almenara.core.types.urls")),
    path(".well-known/security.txt", views.security),
]
handler400 = "almenara.config.views.bad_request"
handler403 = "almenara.config.views.denied"
handler404 = "almenara.config.views.absent"
handler429 = "almenara.config.views.too_often"
handler500 = "almenara.config.views.broken"
