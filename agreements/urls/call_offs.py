"""The addresses of call-offs, mini-competitions and off-contract notices."""

from django.urls import path

from agreements.views import competitions, off_contract
from agreements.views.call_offs import documents, listing, making, page

urlpatterns: list = [
    path("call-offs/", listing.call_off_list, name="call-off-list"),
    path("call-offs/new/", making.call_off_new, name="call-off-new"),
    path("call-offs/<int:pk>/", page.call_off, name="call-off"),
    path("call-offs/<int:pk>/edit/", page.call_off_edit, name="call-off-edit"),
    path("call-offs/<int:pk>/complete/", page.call_off_complete, name="call-off-complete"),
    path("call-offs/<int:pk>/cancel/", page.call_off_cancel, name="call-off-cancel"),
    path("call-offs/<int:pk>/confirmation/", page.call_off_confirmation, name="call-off-confirmation"),
    path("call-offs/<int:pk>/documents/", documents.call_off_documents, name="call-off-documents"),
    path(
        "call-offs/<int:pk>/documents/<int:document>/remove/",
        documents.call_off_document_remove,
        name="call-off-document-remove",
    ),
    path("mini-competitions/", competitions.mini_competition_list, name="mini-competition-list"),
    path("mini-competitions/new/", competitions.mini_competition_new, name="mini-competition-new"),
    path("mini-competitions/<int:pk>/", competitions.mini_competition, name="mini-competition"),
    path(
        "mini-competitions/<int:pk>/answers/<int:supplier>/",
        competitions.mini_competition_answer,
        name="mini-competition-answer",
    ),
    path("mini-competitions/<int:pk>/award/", competitions.mini_competition_award, name="mini-competition-award"),
    path("mini-competitions/<int:pk>/cancel/", competitions.mini_competition_cancel, name="mini-competition-cancel"),
    path("mini-competitions/<int:pk>/edit/", competitions.mini_competition_edit, name="mini-competition-edit"),
    path("mini-competitions/<int:pk>/invite/", competitions.mini_competition_invite, name="mini-competition-invite"),
    path("off-contract/", off_contract.off_contract_list, name="off-contract-list"),
    path("off-contract/new/", off_contract.off_contract_new, name="off-contract-new"),
    path("off-contract/summary/", off_contract.off_contract_summary, name="off-contract-summary"),
    path("off-contract/<int:pk>/", off_contract.off_contract, name="off-contract"),
    path("off-contract/<int:pk>/withdraw/", off_contract.off_contract_withdraw, name="off-contract-withdraw"),
]
