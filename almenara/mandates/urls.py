from django.urls import path

from almenara.mandates.views import dealings, peace, registers, transmissions

app_name = "mandates"
urlpatterns = [
    path("mandates/", registers.mandate_list, name="mandate-list"),
    path("mandates/<uuid:pk>/", registers.mandate_detail, name="mandate"),
    path("mandates/<uuid:pk>/assign/", registers.mandate_assign, name="mandate-assign"),
    path("mandates/<uuid:pk>/stage/", registers.mandate_step, name="mandate-step"),
    path("mandates/<uuid:pk>/actions/", registers.mandate_note, name="mandate-note"),
    path("resolutions/new/", registers.resolution_new, name="resolution-new"),
    path("resolutions/<uuid:pk>/", registers.resolution_detail, name="resolution"),
    path("resolutions/<uuid:pk>/paragraphs/", registers.resolution_add, name="resolution-add"),
    path(
        "resolutions/<uuid:pk>/transmit/", registers.resolution_transmit, name="resolution-transmit"
    ),
    path(
        "resolutions/<uuid:pk>/matrix.csv",
        registers.resolution_matrix,
        {"kind": "csv"},
        name="matrix-csv",
    ),
    path(
        "resolutions/<uuid:pk>/matrix.xlsx",
        registers.resolution_matrix,
        {"kind": "xlsx"},
        name="matrix-xlsx",
    ),
    path("tasks/", registers.task_list, name="task-list"),
    path("tasks/new/", registers.task_new, name="task-new"),
    path("tasks/<uuid:pk>/stage/", registers.task_step, name="task-step"),
    path("transmissions/", transmissions.transmission_list, name="transmission-list"),
    path("transmissions/<uuid:pk>/", transmissions.transmission_detail, name="transmission"),
    path("transmissions/<uuid:pk>/hops/", transmissions.transmission_hand_on, name="hand-on"),
    path("receipts/<uuid:pk>/", transmissions.receipt_step, name="receipt-step"),
    path("consultations/", dealings.consultation_list, name="consultation-list"),
    path("consultations/new/", dealings.consultation_new, name="consultation-new"),
    path("consultations/<uuid:pk>/", dealings.consultation_detail, name="consultation"),
    path("consultations/<uuid:pk>/answer/", dealings.consultation_answer, name="answer"),
    path("consultations/<uuid:pk>/close/", dealings.consultation_close, name="close"),
    path("consultations/replies/<uuid:pk>/judge/", dealings.reply_judge, name="judge"),
    path("correspondence/", dealings.letter_list, name="letter-list"),
    path("correspondence/new/", dealings.letter_new, name="letter-new"),
    path("correspondence/<uuid:pk>/", dealings.letter_detail, name="letter"),
    path("correspondence/<uuid:pk>/receive/", dealings.letter_receive, name="letter-receive"),
    path("correspondence/<uuid:pk>/answer/", dealings.letter_answer, name="letter-answer"),
    path("journeys/", dealings.journey_list, name="journey-list"),
    path("journeys/new/", dealings.journey_new, name="journey-new"),
    path("journeys/<uuid:pk>/", dealings.journey_detail, name="journey"),
    path("journeys/<uuid:pk>/stage/", dealings.journey_step, name="journey-step"),
    path("journeys/<uuid:pk>/report/", dealings.journey_report, name="journey-report"),
    path("good-offices/", peace.file_list, name="file-list"),
    path("good-offices/new/", peace.file_new, name="file-new"),
    path("good-offices/<uuid:pk>/", peace.file_detail, name="file"),
    path("good-offices/<uuid:pk>/acts/", peace.file_note, name="file-note"),
    path("good-offices/<uuid:pk>/close/", peace.file_close, name="file-close"),
]
