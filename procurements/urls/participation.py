"""The addresses of who takes part, of the values that follow, and of the buyer annex."""

from django.urls import path

from procurements.views import annex, answers, participation, values

urlpatterns = [
    path("participation/", participation.participation_requests, name="participation-requests"),
    path("<int:pk>/participation/", participation.participation_list, name="participation-list"),
    path("<int:pk>/participation/invite/", participation.participation_invite, name="participation-invite"),
    path("<int:pk>/participation/extend/", participation.participation_extend, name="participation-extend"),
    path("<int:pk>/participation/remind/", participation.participation_remind, name="participation-remind"),
    path("<int:pk>/participation/annex/", annex.buyer_annex, name="buyer-annex"),
    path("<int:pk>/participation/annex/<str:format_>/", annex.buyer_annex_sheet, name="buyer-annex-sheet"),
    path("<int:pk>/participation/<int:participation>/", answers.participation, name="participation"),
    path(
        "<int:pk>/participation/<int:participation>/answer/", answers.participation_answer, name="participation-answer"
    ),
    path(
        "<int:pk>/participation/<int:participation>/mandate/",
        answers.participation_mandate,
        name="participation-mandate",
    ),
    path(
        "<int:pk>/participation/<int:participation>/withdraw/",
        answers.participation_withdraw,
        name="participation-withdraw",
    ),
    path(
        "<int:pk>/participation/<int:participation>/invite-again/",
        answers.participation_invite_again,
        name="participation-invite-again",
    ),
    path(
        "<int:pk>/participation/<int:participation>/last-day/",
        answers.participation_last_day,
        name="participation-last-day",
    ),
    path("<int:pk>/value/", values.procurement_value, name="procurement-value"),
    path("<int:pk>/value/confirm/", values.procurement_value_confirm, name="procurement-value-confirm"),
]
