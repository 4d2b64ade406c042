from django.urls import path

from almenara.bodies.views import meetings, rooms

app_name = "bodies"
HERE = "bodies/<slug:slug>/meetings/<uuid:pk>/"
urlpatterns = [
    path("calendar/", meetings.calendar, name="calendar"),
    path("calendar.ics", meetings.feed, name="feed"),
    path("calendar/registrations/<str:token>/", rooms.registration_detail, name="registration"),
    path("bodies/", meetings.body_list, name="body-list"),
    path("bodies/<slug:slug>/", meetings.body_detail, name="body"),
    path("bodies/<slug:slug>/calendar.ics", meetings.feed, name="body-feed"),
    path("bodies/<slug:slug>/seats/", meetings.body_seat, name="seat"),
    path("bodies/<slug:slug>/seats/<uuid:pk>/end/", meetings.body_unseat, name="unseat"),
    path("bodies/<slug:slug>/meetings/new/", meetings.meeting_new, name="meeting-new"),
    path(HERE, meetings.meeting_detail, name="meeting"),
    path(f"{HERE}stage/", meetings.meeting_step, name="meeting-step"),
    path(f"{HERE}agenda/new/", meetings.item_new, name="item-new"),
    path(f"{HERE}agenda/adopt/", meetings.agenda_adopt, name="agenda-adopt"),
    path(f"{HERE}agenda/<uuid:item>/raise/", meetings.item_raise, name="item-raise"),
    path(f"{HERE}agenda/<uuid:item>/remove/", meetings.item_remove, name="item-remove"),
    path(f"{HERE}documents/new/", meetings.paper_new, name="paper-new"),
    path(f"{HERE}documents/<uuid:paper>/", meetings.paper_detail, name="paper"),
    path(f"{HERE}documents/<uuid:paper>/texts/", meetings.paper_translate, name="paper-translate"),
    path(f"{HERE}documents/<uuid:paper>/revisions/", meetings.paper_revise, name="paper-revise"),
    path(f"{HERE}delegations/", rooms.delegation_list, name="delegation-list"),
    path(
        f"{HERE}delegations/<uuid:delegation>/answer/", rooms.delegation_answer, name="delegation"
    ),
    path(f"{HERE}attendance/", rooms.meeting_attend, name="attend"),
    path(
        f"{HERE}registrations/<uuid:registration>/answer/",
        rooms.registration_answer,
        name="registration-answer",
    ),
    path(f"{HERE}decisions/new/", rooms.decision_new, name="decision-new"),
    path(f"{HERE}decisions/<uuid:decision>/annul/", rooms.decision_annul, name="annul"),
    path(f"{HERE}register/", rooms.register, name="register"),
]
