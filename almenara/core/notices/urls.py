from django.urls import path

from almenara.core.notices import views

app_name = "notices"
urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/<uuid:pk>/read/", views.read, name="read"),
    path("calls/", views.calls, name="calls"),
    path("calls/<uuid:pk>/", views.call, name="call"),
    path("link/<str:token>/", views.link, name="link"),
    path("me/channels/", views.channels, name="channels"),
]
