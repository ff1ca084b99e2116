"""Addresses of strategies, goals and measurements."""

from django.urls import path

from portal.governance.views.goals import changing, listing, measuring, page

urlpatterns = [
    path("cooperations/<int:pk>/goals/new/", changing.goal_new, name="goal-new"),
    path("cooperations/<int:pk>/strategies/new/", changing.strategy_new, name="strategy-new"),
    path("goals/", listing.goal_list, name="goal-list"),
    path("goals/<int:pk>/", page.goal, name="goal"),
    path("goals/<int:pk>/adopt/", changing.goal_adopt, name="goal-adopt"),
    path("goals/<int:pk>/discard/", changing.goal_discard, name="goal-discard"),
    path("goals/<int:pk>/edit/", changing.goal_edit, name="goal-edit"),
    path("goals/<int:pk>/end/", changing.goal_end, name="goal-end"),
    path("goals/<int:pk>/measure/", measuring.measurement_new, name="measurement-new"),
    path("goals/<int:pk>/responsible/", changing.goal_responsible, name="goal-responsible"),
    path("goals/measurements/<int:pk>/correct/", measuring.measurement_correct, name="measurement-correct"),
    path("goals/strategies/<int:pk>/", page.strategy, name="strategy"),
    path("goals/strategies/<int:pk>/adopt/", changing.strategy_adopt, name="strategy-adopt"),
    path("goals/strategies/<int:pk>/discard/", changing.strategy_discard, name="strategy-discard"),
    path("goals/strategies/<int:pk>/edit/", changing.strategy_edit, name="strategy-edit"),
    path("goals/strategies/<int:pk>/end/", changing.strategy_end, name="strategy-end"),
]
