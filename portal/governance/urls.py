"""Addresses of meetings, decisions, memberships and the first steps."""

from django.urls import path

from portal.governance import views
from portal.governance.first_steps import views as first_steps

urlpatterns = [
    path("cooperations/<int:pk>/meetings/", views.meeting_list, name="meeting-list"),
    path("cooperations/<int:pk>/meetings/register/", views.meeting_register, name="meeting-register"),
    path("cooperations/<int:pk>/members/admit/", views.membership_admit, name="membership-admit"),
    path("memberships/<int:pk>/end/", views.membership_end, name="membership-end"),
    path("memberships/<int:pk>/companies/", views.membership_companies, name="membership-companies"),
    path("meetings/<int:pk>/", views.meeting, name="meeting"),
    path("meetings/<int:pk>/edit/", views.meeting_edit, name="meeting-edit"),
    path("meetings/<int:pk>/decisions/record/", views.decision_record, name="decision-record"),
    path("decisions/<int:pk>/correct/", views.decision_correct, name="decision-correct"),
    path("first-steps/", first_steps.overview, name="first-steps"),
    path("first-steps/cooperation/", first_steps.cooperation, name="first-steps-cooperation"),
    path("first-steps/members/", first_steps.members, name="first-steps-members"),
    path("first-steps/officers/", first_steps.officers, name="first-steps-officers"),
    path("first-steps/begin/<str:token>/", first_steps.administrator, name="first-steps-administrator"),
]
