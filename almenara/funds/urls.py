from django.urls import path

from almenara.funds.views import books, funds, partners, projects

app_name = "funds"
urlpatterns = [
    path("projects/", projects.project_list, name="project-list"),
    path("projects/new/", projects.project_new, name="project-new"),
    path("projects/<uuid:pk>/", projects.project_detail, name="project"),
    path("projects/<uuid:pk>/stage/", projects.project_step, name="project-step"),
    path("projects/<uuid:pk>/indicators/", projects.project_measure, name="project-measure"),
    path(
        "projects/<uuid:pk>/indicators/<uuid:indicator>/",
        projects.project_territories,
        name="project-territories",
    ),
    path("partners/", partners.partner_list, name="partner-list"),
    path("partners/new/", partners.partner_new, name="partner-new"),
    path("partners/<slug:slug>/", partners.partner_detail, name="partner"),
    path("partners/<slug:slug>/agreements/", partners.partner_agree, name="partner-agree"),
    path("partners/<slug:slug>/contributions/", partners.partner_give, name="partner-give"),
    path("agreements/<uuid:pk>/stage/", partners.agreement_step, name="agreement-step"),
    path("contributions/<uuid:pk>/stage/", partners.contribution_step, name="contribution-step"),
    path(
        "contributions/<uuid:pk>/receive/",
        partners.contribution_receive,
        name="contribution-receive",
    ),
    path(
        "contributions/<uuid:pk>/consent/",
        partners.contribution_consent,
        name="contribution-consent",
    ),
    path("observers/", partners.observer_list, name="observer-list"),
    path("observers/<str:code>/", partners.observer_detail, name="observer"),
    path("funds/", funds.fund_list, name="fund-list"),
    path("funds/new/", funds.fund_new, name="fund-new"),
    path("funds/<str:code>/", funds.fund_detail, name="fund"),
    path("funds/<str:code>/allocations/", funds.fund_allocate, name="fund-allocate"),
    path("funds/<str:code>/programme/", funds.fund_dedicate, name="fund-dedicate"),
    path("funds/<str:code>/reports/<slug:slug>/", funds.fund_report, name="fund-report"),
    path(
        "funds/<str:code>/reports/<slug:slug>/xlsx/",
        funds.fund_report_xlsx,
        name="fund-report-xlsx",
    ),
    path("budget/", funds.budget_list, name="budget-list"),
    path("budget/new/", funds.budget_new, name="budget-new"),
    path("budget/<uuid:pk>/stage/", funds.budget_step, name="budget-step"),
    path("budget/<uuid:pk>/revised/", funds.budget_revise, name="budget-revise"),
    path("ledger/", books.ledger, name="ledger"),
    path("ledger/<uuid:pk>/", books.batch, name="batch"),
    path("ledger/<uuid:pk>/accept/", books.batch_accept, name="batch-accept"),
    path("ledger/<uuid:pk>/withdraw/", books.batch_withdraw, name="batch-withdraw"),
]
