"""The addresses of links to goals."""

from django.urls import path

from procurements.views import goals

urlpatterns = [
    path("goals/", goals.goal_unlinked, name="goal-unlinked"),
    path("goals/link/", goals.goal_link, name="goal-link"),
    path("needs/<int:pk>/goals/", goals.need_goals, name="need-goals"),
    path("<int:pk>/requirements/<int:number>/goals/", goals.requirement_goals, name="requirement-goals"),
]
