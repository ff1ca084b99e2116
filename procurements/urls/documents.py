"""The addresses of a procurement's documents."""

from django.urls import path

from procurements.views import documents as views

urlpatterns = [
    path("<int:pk>/documents/new/", views.procurement_document_new, name="procurement-document-new"),
    path("<int:pk>/documents/<int:document_pk>/", views.procurement_document, name="procurement-document"),
    path(
        "<int:pk>/documents/<int:document_pk>/edit/",
        views.procurement_document_edit,
        name="procurement-document-edit",
    ),
    path(
        "<int:pk>/documents/<int:document_pk>/version/",
        views.procurement_document_version,
        name="procurement-document-version",
    ),
    path(
        "<int:pk>/documents/<int:document_pk>/withdraw/",
        views.procurement_document_withdraw,
        name="procurement-document-withdraw",
    ),
    path(
        "<int:pk>/documents/<int:document_pk>/restore/",
        views.procurement_document_restore,
        name="procurement-document-restore",
    ),
    path(
        "<int:pk>/documents/<int:document_pk>/versions/<int:number>/",
        views.procurement_document_file,
        name="procurement-document-file",
    ),
]
