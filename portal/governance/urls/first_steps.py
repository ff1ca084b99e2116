"""Addresses of the first steps."""

from django.urls import path

from portal.governance.first_steps import views

urlpatterns = [
    path("first-steps/", views.overview, name="first-steps"),
    path("first-steps/cooperation/", views.cooperation, name="first-steps-cooperation"),
    path("first-steps/members/", views.members, name="first-steps-members"),
    path("first-steps/officers/", views.officers, name="first-steps-officers"),
    path("first-steps/begin/<str:token>/", views.administrator, name="first-steps-administrator"),
]
