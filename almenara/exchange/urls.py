from django.urls import path

from almenara.exchange.views import alerts, glasses, persons

app_name = "exchange"
urlpatterns = [
    path("alerts/", alerts.alert_list, name="alert-list"),
    path("alerts/new/", alerts.alert_new, name="alert-new"),
    path("alerts/new/<slug:slug>/", alerts.alert_write, name="alert-write"),
    path("alerts/new/<slug:slug>/preview/", alerts.alert_preview, name="alert-preview"),
    path("alerts/drafts/<uuid:pk>/", alerts.draft_edit, name="draft"),
    path("alerts/drafts/<uuid:pk>/delete/", alerts.draft_revoke, name="draft-revoke"),
    path("alerts/persons/", persons.person_kinds, name="person-kinds"),
    path("alerts/persons/<slug:slug>/", persons.enable, name="enable"),
    path("alerts/persons/<slug:slug>/revoke/", persons.revoke, name="revoke-persons"),
    path("alerts/<str:pk>/", alerts.alert_detail, name="alert"),
    path("alerts/<str:pk>/sent/", alerts.alert_sent, name="alert-sent"),
    path("alerts/<str:pk>/update/", alerts.update, name="update"),
    path("alerts/<str:pk>/retract/", alerts.retract, name="retract"),
    path("alerts/<str:pk>/widen/", alerts.widen, name="widen"),
    path("alerts/<str:pk>/hand-on/", alerts.hand_on, name="hand-on"),
    path("alerts/<str:pk>/correct-persons/", alerts.correct_persons, name="correct-persons"),
    path("alerts/<str:pk>/retract-persons/", alerts.retract_persons, name="retract-persons"),
    path("alerts/<str:pk>/answers/", alerts.answer, name="answer"),
    path("alerts/<str:pk>/stix/", alerts.stix, name="stix"),
    path("deliveries/<uuid:pk>/acknowledge/", alerts.acknowledge, name="acknowledge"),
    path("glass/", glasses.glass_list, name="glass-list"),
    path("glass/<uuid:pk>/", glasses.glass_detail, name="glass"),
    path("glass/<uuid:pk>/break-glass/", glasses.break_glass, name="break-glass"),
    path("glass/<uuid:pk>/refuse/", glasses.refuse_glass, name="refuse-glass"),
    path("glass/<uuid:pk>/end/", glasses.end_glass, name="end-glass"),
]
