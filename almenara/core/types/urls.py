from django.urls import path

from almenara.core.types import views

app_name = "types"
urlpatterns = [
    path("types/", views.register, name="register"),
    path("types/<slug:type>/<slug:name>/", views.version, name="version"),
    path("types/<slug:type>/<slug:name>/approve/", views.approve, name="approve"),
]
