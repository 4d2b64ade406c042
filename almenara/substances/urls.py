from django.urls import path

from almenara.substances import views

app_name = "substances"
BULLETIN = "substances/bulletins/<uuid:pk>/"
SIGNAL = "substances/signals/<uuid:pk>/"
urlpatterns = [
    path("substances/", views.substance_list, name="substance-list"),
    path("substances/<uuid:pk>/", views.substance_detail, name="substance"),
    path("substances/<uuid:pk>/names/", views.substance_name, name="substance-name"),
    path("substances/<uuid:pk>/merge/", views.substance_merge, name="substance-merge"),
    path("substances/<uuid:pk>/separate/", views.substance_separate, name="substance-separate"),
    path("substances/signals/", views.signal_list, name="signal-list"),
    path("substances/signals/new/", views.signal_new, name="signal-new"),
    path(SIGNAL, views.signal_detail, name="signal"),
    path(f"{SIGNAL}verify/", views.signal_verify, name="signal-verify"),
    path(f"{SIGNAL}alert/", views.signal_alert, name="signal-alert"),
    path(f"{SIGNAL}close/", views.signal_close, name="signal-close"),
    path(f"{SIGNAL}retract/", views.signal_retract, name="signal-retract"),
    path("substances/bulletins/", views.bulletin_list, name="bulletin-list"),
    path("substances/bulletins/new/", views.bulletin_new, name="bulletin-new"),
    path(BULLETIN, views.bulletin_detail, name="bulletin"),
    path(f"{BULLETIN}bulletin.pdf", views.bulletin_pdf, name="bulletin-pdf"),
    path(f"{BULLETIN}write/", views.bulletin_write, name="bulletin-write"),
    path(f"{BULLETIN}review/", views.bulletin_review, name="bulletin-review"),
    path(f"{BULLETIN}publish/", views.bulletin_publish, name="bulletin-publish"),
]
