from django.urls import path

from almenara.directory.views import checks, networks, posts, rosters

app_name = "directory"
urlpatterns = [
    path("directory/", networks.network_list, name="network-list"),
    path("directory/on-duty/", networks.on_duty, name="on-duty"),
    path("directory/mine/", posts.mine, name="mine"),
    path("directory/waiting/", posts.waits, name="waiting"),
    path("directory/proposals/<uuid:pk>/", posts.proposal, name="proposal"),
    path("directory/proposals/<uuid:pk>/refuse/", posts.refuse, name="proposal-refuse"),
    path("directory/applications/<uuid:pk>/approve/", networks.approve, name="approve"),
    path("directory/designations/<uuid:pk>/verify/", posts.verify, name="verify"),
    path("directory/designations/<uuid:pk>/release/", posts.release, name="release"),
    path("directory/contacts/<uuid:pk>/", checks.contact, name="contact"),
    path("directory/contacts/<uuid:pk>/accept/", checks.take, {"verb": "accept"}, name="accept"),
    path(
        "directory/contacts/<uuid:pk>/withdraw/",
        checks.take,
        {"verb": "withdraw"},
        name="contact-withdraw",
    ),
    path("directory/posts/<uuid:pk>/", posts.post_detail, name="post"),
    path("directory/posts/<uuid:pk>/hand-over/", posts.hand_over, name="hand-over"),
    path("directory/posts/<uuid:pk>/lines/", posts.lines, name="lines"),
    path("directory/posts/<uuid:pk>/revoke/", posts.revoke, name="revoke"),
    path("directory/posts/<uuid:pk>/roster/", rosters.roster, name="roster"),
    path("directory/posts/<uuid:pk>/roster/month/", rosters.month, name="roster-month"),
    path("directory/posts/<uuid:pk>/roster/import/", rosters.bring, name="roster-import"),
    path("directory/changes/<uuid:pk>/withdraw/", rosters.withdraw, name="change-withdraw"),
    path("directory/posts/<uuid:pk>/roster/set/", rosters.set_roster, name="roster-set"),
    path("directory/posts/<uuid:pk>/roster/cover/", rosters.cover, name="roster-cover"),
    path("directory/posts/<uuid:pk>/roster/swap/", rosters.swap, name="roster-swap"),
    path("directory/posts/<uuid:pk>/roster/calendar.ics", rosters.calendar, name="calendar"),
    path("directory/<slug:slug>/", networks.network_detail, name="network"),
    path("directory/<slug:slug>/nominate/", posts.nominate, name="nominate"),
    path("directory/<slug:slug>/propose/", posts.propose, name="propose"),
    path("directory/<slug:slug>/people/", posts.invite, name="invite-person"),
    path("directory/<slug:slug>/members/", networks.members, name="members"),
    path("directory/<slug:slug>/accede/", networks.accede, name="accede"),
    path("directory/<slug:slug>/invite/", networks.invite, name="invite"),
    path("directory/<slug:slug>/apply/", networks.apply, name="apply"),
    path("directory/<slug:slug>/card/", networks.card, name="card"),
    path("directory/<slug:slug>/window/", networks.window, name="window"),
    path("directory/<slug:slug>/checks/", checks.check_list, name="check-list"),
    path("directory/<slug:slug>/contact/", checks.ask_contact, name="ask-contact"),
    *[
        path(
            f"directory/<slug:slug>/<str:state>/{verb}/",
            networks.step,
            {"verb": verb},
            name=f"accession-{verb}",
        )
        for verb in ("leave", "suspend", "restore")
    ],
    path("accounts/welcome/<str:uid>/<str:key>/", posts.enter, name="welcome"),
    path("checks/<uuid:pk>/", checks.check_detail, name="check"),
    path("checks/<uuid:pk>/answer/", checks.answer, name="check-answer"),
]
