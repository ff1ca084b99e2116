"""The start page and the dashboard."""

from django.urls import path

from portal.dashboards import views

urlpatterns = [
    path("", views.start, name="start"),
    path("dashboard/", views.dashboard, name="dashboard"),
]
