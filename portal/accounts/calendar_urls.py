"""Calendars lie by themselves: programs read them, by a secret and without signing in."""

from django.urls import path

from portal.accounts import deadline_views

urlpatterns = [path("<str:token>.ics", deadline_views.calendar, name="calendar")]
