"""Addresses of risks."""

from django.urls import path

from portal.governance.views import risks as views

urlpatterns = [
    path("risks/", views.risk_list, name="risk-list"),
    path("risks/<int:pk>/", views.risk, name="risk"),
    path("risks/<int:pk>/edit/", views.risk_edit, name="risk-edit"),
    path("risks/<int:pk>/review/", views.risk_review, name="risk-review"),
    path("risks/<int:pk>/watch/", views.risk_watch, name="risk-watch"),
    path("risks/<int:pk>/close/", views.risk_close, name="risk-close"),
    path("risks/<int:pk>/reopen/", views.risk_reopen, name="risk-reopen"),
    path("cooperations/<int:pk>/risks/register/", views.risk_register, name="risk-register"),
]
