"""The addresses of the figures for other systems."""

from django.urls import path

from portal.reports.api import Figures

urlpatterns = [path("figures/<int:cooperation>", Figures.as_view(), name="api-figures")]
