from django.urls import path

from almenara.exchange import views

app_name = "exchange"
urlpatterns = [
    path("alerts/", views.alert_list, name="alert-list"),
    path("alerts/new/", views.alert_new, name="alert-new"),
    path("alerts/new/<slug:slug>/", views.alert_write, name="alert-write"),
    path("alerts/new/<slug:slug>/preview/", views.alert_preview, name="alert-preview"),
    path("alerts/drafts/<uuid:pk>/", views.draft_edit, name="draft"),
    path("alerts/drafts/<uuid:pk>/delete/", views.draft_revoke, name="draft-revoke"),
    path("alerts/<str:pk>/", views.alert_detail, name="alert"),
    path("alerts/<str:pk>/sent/", views.alert_sent, name="alert-sent"),
    path("alerts/<str:pk>/update/", views.update, name="update"),
    path("alerts/<str:pk>/retract/", views.retract, name="retract"),
    path("alerts/<str:pk>/widen/", views.widen, name="widen"),
    path("alerts/<str:pk>/hand-on/", views.hand_on, name="hand-on"),
    path("alerts/<str:pk>/answers/", views.answer, name="answer"),
    path("alerts/<str:pk>/stix/", views.stix, name="stix"),
    path("deliveries/<uuid:pk>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("glass/", views.glass_list, name="glass-list"),
    path("glass/<uuid:pk>/", views.glass_detail, name="glass"),
    path("glass/<uuid:pk>/break-glass/", views.break_glass, name="break-glass"),
    path("glass/<uuid:pk>/refuse/", views.refuse_glass, name="refuse-glass"),
    path("glass/<uuid:pk>/end/", views.end_glass, name="end-glass"),
]
