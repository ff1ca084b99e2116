"""Addresses of policies."""

from django.urls import path

from portal.governance.views import policies as views

urlpatterns = [
    path("policies/", views.policy_list, name="policy-list"),
    path("policies/<int:pk>/", views.policy, name="policy"),
    path("policies/<int:pk>/repeal/", views.policy_repeal, name="policy-repeal"),
    path("cooperations/<int:pk>/policies/adopt/", views.policy_adopt, name="policy-adopt"),
]
