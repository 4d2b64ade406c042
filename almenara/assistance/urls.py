from django.urls import path

from almenara.assistance import views

app_name = "assistance"
urlpatterns = [
    path("cases/", views.case_list, name="case-list"),
    path("cases/new/", views.case_new, name="case-new"),
    path("cases/<uuid:pk>/", views.case_detail, name="case"),
    path("cases/<uuid:pk>/assign/", views.case_assign, name="case-assign"),
    path("cases/<uuid:pk>/meetings/", views.meeting_convene, name="meeting-convene"),
    path("cases/<uuid:pk>/meetings/<uuid:meeting>/", views.meeting_write, name="meeting-write"),
    path(
        "cases/<uuid:pk>/meetings/<uuid:meeting>/confirm/",
        views.meeting_confirm,
        name="meeting-confirm",
    ),
    path(
        "cases/<uuid:pk>/meetings/<uuid:meeting>/dispute/",
        views.meeting_dispute,
        name="meeting-dispute",
    ),
    path("cases/<uuid:pk>/accept/", views.case_accept, name="case-accept"),
    path("cases/<uuid:pk>/decline/", views.case_decline, name="case-decline"),
    path("cases/<uuid:pk>/tasks/", views.case_task, name="case-task"),
    path("cases/<uuid:pk>/tasks/<uuid:errand>/finish/", views.task_finish, name="task-finish"),
    path("cases/<uuid:pk>/outcomes/", views.case_provide, name="case-provide"),
    path("cases/<uuid:pk>/deliver/", views.case_deliver, name="case-deliver"),
    path("cases/<uuid:pk>/evaluate/", views.case_evaluate, name="case-evaluate"),
    path("cases/<uuid:pk>/messages/", views.case_answer, name="case-answer"),
    path("cases/<uuid:pk>/documents/", views.case_hang, name="case-hang"),
]
