"""Addresses below /people/; the list of people and invitations lie with the roles, in organisations."""

from django.urls import path

from portal.accounts import deadline_views, views

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("profile/reminders/", deadline_views.reminders_choose, name="reminders-choose"),
    path("profile/calendar/open/", deadline_views.calendar_open, name="calendar-open"),
    path("profile/calendar/close/", deadline_views.calendar_close, name="calendar-close"),
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/edit/", views.person_edit, name="person-edit"),
    path("<int:pk>/deactivate/", views.person_deactivate, name="person-deactivate"),
    path("<int:pk>/reactivate/", views.person_reactivate, name="person-reactivate"),
    path("<int:pk>/invite-again/", views.person_invite_again, name="person-invite-again"),
]
