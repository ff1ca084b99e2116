"""A person's deadlines, and the calendar of them that programs read by a secret and without signing in."""

from django.urls import path

from portal.accounts import deadline_views

urlpatterns = [
    path("deadlines/", deadline_views.deadline_list, name="deadline-list"),
    path("calendar/<str:token>.ics", deadline_views.calendar, name="calendar"),
]
