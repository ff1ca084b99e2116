"""Addresses of meetings."""

from django.urls import path

from portal.governance.views import meetings as views

urlpatterns = [
    path("cooperations/<int:pk>/meetings/", views.meeting_list, name="meeting-list"),
    path("cooperations/<int:pk>/meetings/register/", views.meeting_register, name="meeting-register"),
    path("meetings/<int:pk>/", views.meeting, name="meeting"),
    path("meetings/<int:pk>/edit/", views.meeting_edit, name="meeting-edit"),
]
