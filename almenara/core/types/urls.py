from django.urls import path

from almenara.core.types import views

app_name = "types"
urlpatterns = [
    path("types/", views.register, name="register"),
    path("types/load/", views.load, name="load"),
    path("types/<slug:type>/new/", views.write, name="new"),
    path("types/<slug:type>/<slug:name>/", views.version, name="version"),
    path("types/<slug:type>/<slug:name>/change/", views.write, name="change"),
    path("types/<slug:type>/<slug:name>/yaml/", views.text, name="yaml"),
    path("types/<slug:type>/<slug:name>/approve/", views.approve, name="approve"),
]
