"""The addresses of the register."""

from django.urls import path, re_path

from agreements.views import documents, find, page, register, steps

urlpatterns = [
    path("", find.agreement_list, name="agreement-list"),
    path("<int:pk>/", page.agreement, name="agreement"),
    path("<int:pk>/delete/", steps.agreement_delete, name="agreement-delete"),
    path("<int:pk>/documents/", documents.agreement_documents, name="agreement-documents"),
    path(
        "<int:pk>/documents/<int:document>/remove/",
        documents.agreement_document_remove,
        name="agreement-document-remove",
    ),
    path("<int:pk>/edit/", register.agreement_edit, name="agreement-edit"),
    path("<int:pk>/fact-sheet/", page.agreement_fact_sheet, name="agreement-fact-sheet"),
    path("<int:pk>/history/", steps.agreement_history, name="agreement-history"),
    path("<int:pk>/publish/", steps.agreement_publish, name="agreement-publish"),
    path("<int:pk>/terminate/", steps.agreement_terminate, name="agreement-terminate"),
    re_path(r"^check/(?P<part>dates|number)/$", register.agreement_check, name="agreement-check"),
    path("check/suppliers/<slug:prefix>/", register.agreement_supplier_check, name="agreement-supplier-check"),
    path("new/", register.agreement_new, name="agreement-new"),
]
