from django.urls import path

from almenara.core.identity.views import parties
from almenara.core.web import views

app_name = "web"
urlpatterns = [
    path("organisation/", parties.organisation, name="organisation"),
    path("organisation/subregional/", parties.subregional, name="subregional"),
    path("search/", views.search, name="search"),
    path("journal/", views.journal, name="journal"),
    path("journal/<int:seq>/", views.entry, name="journal-entry"),
    path("journal/<int:seq>/proof/", views.proof, name="journal-proof"),
    path("journal/heads/", views.heads, name="journal-heads"),
    path("journal/heads/<int:pk>/", views.head, name="journal-head"),
]
