"""The addresses of opportunities."""

from django.urls import path

from procurements.views import opportunities

urlpatterns = [
    path("opportunities/", opportunities.opportunity_list, name="opportunity-list"),
    path("opportunities/<int:pk>/weights/", opportunities.opportunity_weights, name="opportunity-weights"),
    path("opportunities/<int:pk>/<str:branch>/", opportunities.opportunity, name="opportunity"),
    path("opportunities/<int:pk>/<str:branch>/propose/", opportunities.opportunity_propose, name="opportunity-propose"),
]
