"""The addresses of governance, a module per noun."""

from portal.governance.urls import (
    decisions,
    duties,
    economy,
    first_steps,
    goals,
    handover,
    invoices,
    meetings,
    memberships,
    policies,
)

urlpatterns = [
    *decisions.urlpatterns,
    *duties.urlpatterns,
    *economy.urlpatterns,
    *first_steps.urlpatterns,
    *handover.urlpatterns,
    *goals.urlpatterns,
    *invoices.urlpatterns,
    *meetings.urlpatterns,
    *memberships.urlpatterns,
    *policies.urlpatterns,
]
