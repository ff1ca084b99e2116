"""Addresses of invoices."""

from django.urls import path

from portal.governance.views import invoices as views
from portal.governance.views import invoicing

urlpatterns = [
    path("economy/invoices/", views.invoice_list, name="invoice-list"),
    path("economy/invoices/<int:pk>/", views.invoice, name="invoice"),
    path("economy/invoices/<int:pk>/xml/", views.invoice_xml, name="invoice-xml"),
    path("economy/invoices/<int:pk>/undo/", views.invoice_undo, name="invoice-undo"),
    path("economy/invoice-runs/<int:pk>/", views.invoice_run, name="invoice-run"),
    path("economy/invoice-runs/<int:pk>/edit/", views.invoice_run_edit, name="invoice-run-edit"),
    path("economy/invoice-runs/<int:pk>/issue/", views.invoice_run_issue, name="invoice-run-issue"),
    path("economy/invoice-runs/<int:pk>/drop/", views.invoice_run_drop, name="invoice-run-drop"),
    path("economy/invoice-runs/<int:pk>/table/", views.invoice_run_table, name="invoice-run-table"),
    path("economy/invoice-runs/<int:pk>/files/", views.invoice_run_files, name="invoice-run-files"),
    path("cooperations/<int:pk>/invoice-runs/new/", views.invoice_run_new, name="invoice-run-new"),
    path("cooperations/<int:pk>/invoicing/", invoicing.invoicing_details, name="invoicing-details"),
    path("organisations/<int:pk>/billing/", invoicing.billing_details, name="billing-details"),
]
