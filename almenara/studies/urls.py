from django.urls import path

from almenara.studies import views

app_name = "studies"
EDITION = "studies/<slug:name>/<int:pk>/"
urlpatterns = [
    path("studies/", views.study_list, name="study-list"),
    path("studies/new/", views.study_new, name="study-new"),
    path("studies/<slug:name>/", views.study, name="study"),
    path(EDITION, views.edition_detail, name="edition"),
    path(f"{EDITION}edit/", views.edition_edit, name="edition-edit"),
    path(f"{EDITION}texts/", views.text_write, name="text-write"),
    path(f"{EDITION}head/", views.head_update, name="head-update"),
    path(f"{EDITION}citations/new/", views.citation_new, name="citation-new"),
    path(f"{EDITION}citations/<slug:quoted>/remove/", views.citation_remove, name="uncite"),
    path(f"{EDITION}stage/", views.edition_step, name="edition-step"),
    path(f"{EDITION}renew/", views.edition_renew, name="edition-renew"),
    path(f"{EDITION}figures/<slug:quoted>/", views.figure_detail, name="figure"),
    path(f"{EDITION}study.<slug:type>", views.edition_file, name="edition-file"),
]
