from django.urls import path

from almenara.observatory.views import figures

app_name = "observatory"
urlpatterns = [
    path("observatory/", figures.home, name="home"),
    path("observatory/explorer/", figures.explore, name="explorer"),
    path("observatory/indicators/<slug:slug>/", figures.indicator, name="indicator"),
    path("observatory/states/<slug:state>/", figures.state, name="state"),
    *(
        path(f"observatory/pictures/<slug:slug>.{form}", figures.picture, {"form": form})
        for form in figures.PICTURES
    ),
    *(
        path(f"observatory/figures/<slug:slug>.{form}", figures.data, {"form": form})
        for form in figures.FILES
    ),
    path("observatory/bulletins/<slug:slug>.pdf", figures.bulletin, name="bulletin"),
]
