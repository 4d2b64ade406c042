from django.urls import path

from almenara.programmes import views

app_name = "programmes"
urlpatterns = [
    path("plans/", views.plan_list, name="plan-list"),
    path("plans/<slug:slug>/", views.plan_detail, name="plan"),
    path("plans/<slug:slug>/states/", views.plan_states, name="plan-states"),
    path("plans/<slug:slug>/timeline/", views.plan_timeline, name="plan-timeline"),
    path("plans/<slug:slug>/versions/", views.plan_versions, name="plan-versions"),
    path("plans/<slug:slug>/iati/", views.plan_iati, name="plan-iati"),
    path("plans/<slug:slug>/iati/publish/", views.plan_publish, name="plan-publish"),
    path("plans/<slug:slug>/iati.xml", views.plan_file, name="plan-file"),
    path("strategies/<slug:slug>/", views.strategy_detail, name="strategy"),
    path("plans/<slug:slug>/activities/", views.activity_list, name="activity-list"),
    path("plans/<slug:slug>/activities/new/", views.activity_new, name="activity-new"),
    path("activities/<uuid:pk>/", views.activity_detail, name="activity"),
    path("activities/<uuid:pk>/stage/", views.activity_step, name="activity-step"),
    path("activities/<uuid:pk>/participants/", views.activity_enrol, name="activity-enrol"),
    path(
        "activities/<uuid:pk>/participants/<uuid:roll>/withdraw/",
        views.activity_withdraw,
        name="activity-withdraw",
    ),
    path("activities/<uuid:pk>/evidence/", views.activity_attest, name="activity-attest"),
    path("proposals/", views.proposal_list, name="proposal-list"),
    path("proposals/<uuid:pk>/", views.proposal_decide, name="proposal"),
    path("mandates/<uuid:pk>/results/", views.mandate_serve, name="mandate-serve"),
]
