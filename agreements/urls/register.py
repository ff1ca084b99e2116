"""The addresses of the register."""

from django.urls import path, re_path

from agreements.views import documents, find, imports, page, register, steps

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
    path("import/", imports.agreement_import, name="agreement-import"),
    path("import/template/", imports.agreement_import_template, name="agreement-import-template"),
    path("import/<int:pk>/", imports.agreement_import_check, name="agreement-import-check"),
    path("import/<int:pk>/columns/", imports.agreement_import_map, name="agreement-import-map"),
    path("import/<int:pk>/confirm/", imports.agreement_import_confirm, name="agreement-import-confirm"),
    path("import/<int:pk>/discard/", imports.agreement_import_discard, name="agreement-import-discard"),
    path("import/<int:pk>/problems/", imports.agreement_import_problems, name="agreement-import-problems"),
    path("import/<int:pk>/result/", imports.agreement_import_result, name="agreement-import-result"),
    path("new/", register.agreement_new, name="agreement-new"),
]
