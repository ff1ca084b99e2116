"""The addresses of proposals."""

from django.urls import path

from procurements.views import deciding, proposals

urlpatterns = [
    path("proposals/", proposals.proposal_list, name="proposal-list"),
    path("proposals/mine/", proposals.proposal_mine, name="proposal-mine"),
    path("proposals/new/", proposals.proposal_new, name="proposal-new"),
    path("proposals/choose/", deciding.proposal_choose, name="proposal-choose"),
    path("proposals/schedule/", deciding.proposal_schedule, name="proposal-schedule"),
    path("proposals/decide/", deciding.proposal_decide, name="proposal-decide"),
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("proposals/<int:pk>/edit/", proposals.proposal_edit, name="proposal-edit"),
    path("proposals/<int:pk>/vote/", proposals.proposal_vote, name="proposal-vote"),
    path("proposals/<int:pk>/merge/", proposals.proposal_merge, name="proposal-merge"),
    path("proposals/<int:pk>/needs/", proposals.proposal_needs, name="proposal-needs"),
    path("proposals/<int:pk>/take-up/", deciding.proposal_take_up, name="proposal-take-up"),
]
