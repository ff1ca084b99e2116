"""Addresses of decisions."""

from django.urls import path

from portal.governance.views import decisions as views

urlpatterns = [
    path("meetings/<int:pk>/decisions/record/", views.decision_record, name="decision-record"),
    path("decisions/<int:pk>/correct/", views.decision_correct, name="decision-correct"),
]
