"""The addresses of what is needed, planned and procured, a module per noun, all below /procurements/."""

from procurements.urls import (
    checklists,
    dialogue,
    documents,
    goals,
    needs,
    opportunities,
    participation,
    plan,
    procurements,
    proposals,
    requirements,
    workshops,
)

urlpatterns = [
    *checklists.urlpatterns,
    *dialogue.urlpatterns,
    *documents.urlpatterns,
    *goals.urlpatterns,
    *needs.urlpatterns,
    *opportunities.urlpatterns,
    *participation.urlpatterns,
    *plan.urlpatterns,
    *procurements.urlpatterns,
    *proposals.urlpatterns,
    *requirements.urlpatterns,
    *workshops.urlpatterns,
]
