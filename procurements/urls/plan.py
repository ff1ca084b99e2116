"""The addresses of the plan over time."""

from django.urls import path

from procurements.views import lead_times, moves, plan, successors

urlpatterns = [
    path("plan/", plan.procurement_plan, name="procurement-plan"),
    path("plan.ics", plan.procurement_plan_calendar, name="procurement-plan-calendar"),
    path("<int:pk>/move/", moves.procurement_move, name="procurement-move"),
    path("plan/moves/<int:pk>/back/", moves.procurement_move_back, name="procurement-move-back"),
    path("plan/lead-times/<int:pk>/", lead_times.lead_time_list, name="lead-time-list"),
    path("plan/lead-times/<int:pk>/<slug:procedure>/", lead_times.lead_time_edit, name="lead-time-edit"),
    path("plan/workload/", lead_times.workload, name="workload"),
    path("plan/workload/<int:pk>/", lead_times.workload_edit, name="workload-edit"),
    path("plan/successors/", successors.successor_list, name="successor-list"),
    path("plan/successors/<int:pk>/", successors.successor_plan, name="successor-plan"),
]
