"""Every address of the portal. Those below a word of their own come first: only addresses with that word are compared
with what is below it, while the others are compared with each address in turn."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("portal.accounts.sign_in")),
    path("people/", include("portal.accounts.urls")),
    path("files/", include("portal.files.urls")),
    path("jobs/", include("portal.jobs.urls")),
    path("suppliers/", include("suppliers.urls")),
    path("agreements/", include("agreements.urls")),
    path("procurements/", include("procurements.urls")),
    path("thresholds/", include("portal.reference.urls")),
    path("api/", include("agreements.urls.api")),
    path("api/", include("portal.reports.api_urls")),
    path("reports/", include("portal.reports.urls")),
    path("", include("portal.dashboards.urls")),
    path("", include("portal.web.urls")),
    path("", include("portal.accounts.deadline_urls")),
    path("", include("portal.organisations.urls")),
    path("", include("portal.governance.urls")),
]

handler400 = "portal.web.views.bad_request"
handler403 = "portal.web.views.forbidden"
handler404 = "portal.web.views.not_found"
handler429 = "portal.web.views.too_many"
handler500 = "portal.web.views.server_error"
