"""Addresses of events."""

from django.urls import path

from portal.governance.views import events as views
from portal.governance.views import sign_ups

urlpatterns = [
    path("events/", views.event_list, name="event-list"),
    path("events/<int:pk>/", views.event, name="event"),
    path("events/<int:pk>/calendar/", views.event_calendar, name="event-calendar"),
    path("events/<int:pk>/edit/", views.event_edit, name="event-edit"),
    path("events/<int:pk>/announce/", views.event_announce, name="event-announce"),
    path("events/<int:pk>/cancel/", views.event_cancel, name="event-cancel"),
    path("events/<int:pk>/after/", views.event_wrap_up, name="event-wrap-up"),
    path("events/<int:pk>/material/add/", views.event_material_add, name="event-material-add"),
    path("events/<int:pk>/participants/", views.event_participants, name="event-participants"),
    path("events/<int:pk>/sign-up/", sign_ups.event_sign_up, name="event-sign-up"),
    path("events/<int:pk>/sign-up/others/", sign_ups.event_sign_up_others, name="event-sign-up-others"),
    path("events/material/<int:pk>/remove/", views.event_material_remove, name="event-material-remove"),
    path("events/sign-ups/<int:pk>/withdraw/", sign_ups.sign_up_withdraw, name="sign-up-withdraw"),
    path("cooperations/<int:pk>/events/new/", views.event_new, name="event-new"),
]
