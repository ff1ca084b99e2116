"""The addresses of follow-up, partnerships and non-conformities."""

from django.urls import path

from agreements.views import follow_up, follow_up_plans, non_conformities, partnerships

urlpatterns = [
    path("<int:pk>/follow-up/", follow_up.agreement_follow_up, name="agreement-follow-up"),
    path("<int:pk>/follow-up/adjust/", follow_up_plans.follow_up_adjust, name="follow-up-adjust"),
    path("<int:pk>/follow-up/done/", follow_up_plans.follow_up_done, name="follow-up-done"),
    path("<int:pk>/activities/new/", follow_up.activity_new, name="activity-new"),
    path("<int:pk>/dialogue/new/", follow_up.dialogue_new, name="dialogue-new"),
    path("<int:pk>/dialogue-meetings/new/", follow_up.dialogue_meeting_new, name="dialogue-meeting-new"),
    path("<int:pk>/obligations/new/", follow_up.obligation_new, name="obligation-new"),
    path("<int:pk>/non-conformities/new/", non_conformities.non_conformity_new, name="non-conformity-new"),
    path("<int:pk>/partnership/", partnerships.partnership, name="partnership"),
    path("<int:pk>/room/", partnerships.partnership_room, name="partnership-room"),
    path("activities/<int:pk>/edit/", follow_up.activity_edit, name="activity-edit"),
    path("activities/<int:pk>/done/", follow_up.activity_done, name="activity-done"),
    path("activities/<int:pk>/drop/", follow_up.activity_drop, name="activity-drop"),
    path("dialogue/<int:pk>/edit/", follow_up.dialogue_edit, name="dialogue-edit"),
    path("dialogue/<int:pk>/end/", follow_up.dialogue_end, name="dialogue-end"),
    path("dialogue-meetings/<int:pk>/edit/", follow_up.dialogue_meeting_edit, name="dialogue-meeting-edit"),
    path("obligations/<int:pk>/edit/", follow_up.obligation_edit, name="obligation-edit"),
    path("obligations/<int:pk>/check/", follow_up.obligation_check, name="obligation-check"),
    path("follow-up/", follow_up_plans.follow_up_list, name="follow-up-list"),
    path("non-conformities/", non_conformities.non_conformity_list, name="non-conformity-list"),
    path("non-conformities/<int:pk>/", non_conformities.non_conformity, name="non-conformity"),
    path("non-conformities/<int:pk>/edit/", non_conformities.non_conformity_edit, name="non-conformity-edit"),
    path("non-conformities/<int:pk>/send/", non_conformities.non_conformity_send, name="non-conformity-send"),
    path("non-conformities/<int:pk>/answer/", non_conformities.non_conformity_answer, name="non-conformity-answer"),
    path(
        "non-conformities/<int:pk>/escalate/", non_conformities.non_conformity_escalate, name="non-conformity-escalate"
    ),
    path("non-conformities/<int:pk>/close/", non_conformities.non_conformity_close, name="non-conformity-close"),
    path(
        "non-conformities/<int:pk>/withdraw/", non_conformities.non_conformity_withdraw, name="non-conformity-withdraw"
    ),
]
