from django.urls import path

from almenara.observatory.sdmxdoor import views

app_name = "sdmx"
urlpatterns = [
    path("v1/<path:asked>", views.first, name="first"),
    path("v2/<path:asked>", views.second, name="second"),
]
