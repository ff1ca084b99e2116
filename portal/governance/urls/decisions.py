"""Addresses of decisions and their conditions."""

from django.urls import path

from portal.governance.views import conditions
from portal.governance.views import decisions as views

urlpatterns = [
    path("decisions/", views.decision_list, name="decision-list"),
    path("decisions/<int:pk>/", views.decision, name="decision"),
    path("decisions/<int:pk>/correct/", views.decision_correct, name="decision-correct"),
    path("decisions/<int:pk>/publish/", views.decision_publish, name="decision-publish"),
    path("meetings/<int:pk>/decisions/record/", views.decision_record, name="decision-record"),
    path("decisions/conditions/<int:pk>/met/", conditions.condition_meet, name="condition-meet"),
    path("decisions/conditions/<int:pk>/arrange/", conditions.condition_arrange, name="condition-arrange"),
    path("decisions/conditions/<int:pk>/reopen/", conditions.condition_reopen, name="condition-reopen"),
]
