"""The addresses of governance, a module per noun."""

from portal.governance.urls import decisions, duties, first_steps, meetings, memberships

urlpatterns = [
    *decisions.urlpatterns,
    *duties.urlpatterns,
    *first_steps.urlpatterns,
    *meetings.urlpatterns,
    *memberships.urlpatterns,
]
