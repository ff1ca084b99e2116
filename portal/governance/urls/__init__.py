"""The addresses of governance, a module per noun."""

from portal.governance.urls import (
    decisions,
    duties,
    economy,
    events,
    experts,
    first_steps,
    goals,
    handover,
    invoices,
    meetings,
    memberships,
    policies,
    risks,
)

urlpatterns = [
    *decisions.urlpatterns,
    *duties.urlpatterns,
    *economy.urlpatterns,
    *events.urlpatterns,
    *experts.urlpatterns,
    *first_steps.urlpatterns,
    *handover.urlpatterns,
    *goals.urlpatterns,
    *invoices.urlpatterns,
    *meetings.urlpatterns,
    *memberships.urlpatterns,
    *policies.urlpatterns,
    *risks.urlpatterns,
]
