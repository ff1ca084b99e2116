"""Addresses of the economy."""

from django.urls import path

from portal.governance.views import budgets, cost_keys, economy, outcome, scenarios, simulator

urlpatterns = [
    path("economy/", economy.economy_index, name="economy-index"),
    path("cooperations/<int:pk>/economy/", economy.economy, name="economy"),
    path("cooperations/<int:pk>/economy/commission/", economy.commission_rates, name="commission-rates"),
    path("cooperations/<int:pk>/economy/commission/set/", economy.commission_rate_set, name="commission-rate-set"),
    path("cooperations/<int:pk>/economy/fees/set/", economy.membership_fee_set, name="membership-fee-set"),
    path("economy/fees/<int:pk>/", economy.membership_fee, name="membership-fee"),
    path("cooperations/<int:pk>/economy/budgets/", budgets.budget_list, name="budget-list"),
    path("cooperations/<int:pk>/economy/budgets/draft/", budgets.budget_draft, name="budget-draft"),
    path("economy/budgets/<int:pk>/", budgets.budget, name="budget"),
    path("economy/budgets/<int:pk>/edit/", budgets.budget_edit, name="budget-edit"),
    path("economy/budgets/<int:pk>/adopt/", budgets.budget_adopt, name="budget-adopt"),
    path("economy/budgets/<int:pk>/discard/", budgets.budget_discard, name="budget-discard"),
    path("cooperations/<int:pk>/economy/outcome/", outcome.outcome_list, name="outcome-list"),
    path("cooperations/<int:pk>/economy/outcome/enter/", outcome.outcome_enter, name="outcome-enter"),
    path("cooperations/<int:pk>/economy/outcome/import/", outcome.outcome_import, name="outcome-import"),
    path("cooperations/<int:pk>/economy/outcome/template/", outcome.outcome_template, name="outcome-template"),
    path("economy/outcome/<int:pk>/take-back/", outcome.outcome_take_back, name="outcome-take-back"),
    path("economy/outcome-files/<int:pk>/", outcome.outcome_file, name="outcome-file"),
    path("economy/outcome-files/<int:pk>/discard/", outcome.outcome_file_discard, name="outcome-file-discard"),
    path("cooperations/<int:pk>/economy/keys/", cost_keys.cost_key_list, name="cost-key-list"),
    path("cooperations/<int:pk>/economy/keys/propose/", cost_keys.cost_key_propose, name="cost-key-propose"),
    path("economy/keys/<int:pk>/", cost_keys.cost_key, name="cost-key"),
    path("economy/keys/<int:pk>/edit/", cost_keys.cost_key_edit, name="cost-key-edit"),
    path("economy/keys/<int:pk>/decide/", cost_keys.cost_key_decide, name="cost-key-decide"),
    path("economy/keys/<int:pk>/discard/", cost_keys.cost_key_discard, name="cost-key-discard"),
    path("cooperations/<int:pk>/economy/divide/", cost_keys.apportionment_make, name="apportionment-make"),
    path("economy/shares/<int:pk>/", cost_keys.apportionment, name="apportionment"),
    path("cooperations/<int:pk>/economy/simulator/", simulator.cost_key_simulator, name="cost-key-simulator"),
    path("cooperations/<int:pk>/economy/simulator/<str:state>/paper/", simulator.cost_key_paper, name="cost-key-paper"),
    path(
        "cooperations/<int:pk>/economy/simulator/<str:state>/hand-in/",
        simulator.cost_key_hand_in,
        name="cost-key-hand-in",
    ),
    path("cooperations/<int:pk>/economy/scenarios/new/", scenarios.scenario_new, name="scenario-new"),
    path("economy/scenarios/<int:pk>/", scenarios.scenario, name="scenario"),
    path("economy/scenarios/<int:pk>/edit/", scenarios.scenario_edit, name="scenario-edit"),
    path("economy/scenarios/<int:pk>/discard/", scenarios.scenario_discard, name="scenario-discard"),
]
