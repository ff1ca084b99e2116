"""The addresses of what is needed, planned and procured, a module per noun, all below /procurements/."""

from procurements.urls import needs, procurements

urlpatterns = [*needs.urlpatterns, *procurements.urlpatterns]
