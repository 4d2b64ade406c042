from django.urls import path

from almenara.core.documents import views

app_name = "documents"
urlpatterns = [path("documents/<uuid:pk>/", views.document, name="document")]
