from django.urls import path

from almenara.reports import views

app_name = "reports"
urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("desk/board/", views.board, name="board"),
    path("reports/", views.report_list, name="report-list"),
    path("reports/<slug:slug>/", views.report_detail, name="report"),
    path("reports/<slug:slug>/build/", views.report_build, name="report-build"),
    path("reports/<slug:slug>/prose/", views.prose_write, name="prose-write"),
    path("reports/<slug:slug>/<str:pk>/", views.edition_detail, name="edition"),
    path("reports/<slug:slug>/<str:pk>/stage/", views.edition_step, name="edition-step"),
    path(
        "reports/<slug:slug>/<str:pk>/report.<slug:type>",
        views.edition_file,
        name="edition-file",
    ),
    path(
        "reports/<slug:slug>/<str:pk>/figures/<int:seq>/",
        views.figure_detail,
        name="figure",
    ),
]
