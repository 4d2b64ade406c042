from django.urls import path

from almenara.observatory.views import comments, deliveries, figures, releases, sdmx, watches

app_name = "observatory"
urlpatterns = [
    path("sdmx/v1/<path:asked>", sdmx.first, name="sdmx-1"),
    path("sdmx/v2/<path:asked>", sdmx.second, name="sdmx-2"),
    path("submissions/", deliveries.submission_list, name="submissions"),
    path("submissions/prefill/", deliveries.submission_prefill, name="submission-prefill"),
    path("submissions/nothing/", deliveries.submission_nothing, name="submission-nothing"),
    path("submissions/<uuid:pk>/", deliveries.submission_detail, name="submission"),
    *(
        path(
            f"submissions/<uuid:pk>/findings.{form}", deliveries.submission_findings, {"form": form}
        )
        for form in deliveries.FILES
    ),
    path("submissions/<uuid:pk>/explain/", deliveries.submission_explain),
    *(
        path(f"submissions/<uuid:pk>/{verb}/", deliveries.submission_step, {"verb": verb})
        for verb in deliveries.VERBS
    ),
    path("flows/<slug:slug>/template.xlsx", deliveries.template, name="template"),
    path("deliveries/", deliveries.board, name="deliveries"),
    path("maps/", deliveries.map_list, name="maps"),
    path("maps/<uuid:pk>/codes.csv", deliveries.map_file, name="map"),
    path("observatory/structures/", releases.structure_list, name="structures"),
    path("observatory/structures/<slug:slug>/", releases.structure_detail, name="structure"),
    path("observatory/codelists/<slug:slug>/", releases.codelist_detail, name="codelist"),
    path("observatory/releases/", releases.release_list, name="releases"),
    path("observatory/releases/schedule/", releases.release_schedule, name="release-schedule"),
    path("observatory/releases/<str:pk>/", releases.release_detail, name="release"),
    path("observatory/releases/<str:pk>/differences.csv", releases.differences, name="differences"),
    path("observatory/releases/<str:pk>/publish/", releases.release_publish),
    path("observatory/releases/<str:pk>/withdraw/", releases.release_withdraw),
    path("observatory/", figures.home, name="home"),
    path("observatory/explorer/", figures.explore, name="explorer"),
    path("observatory/indicators/<slug:slug>/", figures.indicator, name="indicator"),
    path("observatory/indicators/<slug:slug>/comment/", comments.comment, name="comment"),
    path("observatory/indicators/<slug:slug>/comment/withdraw/", comments.withdraw),
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
    path("observatory/watch/", watches.watch_list, name="watch-list"),
    path("observatory/watch/look/", watches.watch_look, name="watch-look"),
    path("observatory/watch/<uuid:pk>.svg", watches.watch_picture, name="watch-picture"),
    path("observatory/watch/<uuid:pk>/", watches.watch_signal, name="watch-signal"),
]
