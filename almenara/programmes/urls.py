from django.urls import path

from almenara.programmes import views

app_name = "programmes"
urlpatterns = [
    path("plans/", views.plan_list, name="plan-list"),
    path("plans/<slug:slug>/", views.plan_detail, name="plan"),
    path("plans/<slug:slug>/activities/", views.activity_list, name="activity-list"),
    path("plans/<slug:slug>/activities/new/", views.activity_new, name="activity-new"),
    path("activities/<uuid:pk>/", views.activity_detail, name="activity"),
    path("activities/<uuid:pk>/stage/", views.activity_step, name="activity-step"),
    path("activities/<uuid:pk>/participants/", views.activity_enrol, name="activity-enrol"),
    path("activities/<uuid:pk>/evidence/", views.activity_attest, name="activity-attest"),
    path("proposals/", views.proposal_list, name="proposal-list"),
    path("proposals/<uuid:pk>/", views.proposal_decide, name="proposal"),
]
