"""The addresses of governance, a module per noun."""

from portal.governance.urls import decisions, first_steps, meetings, memberships

urlpatterns = [
    *decisions.urlpatterns,
    *first_steps.urlpatterns,
    *meetings.urlpatterns,
    *memberships.urlpatterns,
]
