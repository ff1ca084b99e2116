"""The addresses of what is checked of agreements for goals."""

from django.urls import path

from agreements.views import goals

urlpatterns = [
    path("<int:pk>/goals/new/", goals.goal_check_new, name="goal-check-new"),
    path("goals/<int:pk>/", goals.goal_check, name="goal-check"),
    path("goals/<int:pk>/drop/", goals.goal_check_drop, name="goal-check-drop"),
    path("goals/<int:pk>/edit/", goals.goal_check_edit, name="goal-check-edit"),
    path("goals/<int:pk>/record/", goals.goal_check_record, name="goal-check-record"),
    path("goals/findings/<int:pk>/enter/", goals.goal_finding_enter, name="goal-finding-enter"),
]
