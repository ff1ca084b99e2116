"""The addresses of call-offs, mini-competitions and off-contract notices."""

from django.urls import path

from agreements.views import call_offs

urlpatterns: list = [
    path("call-offs/", call_offs.call_off_list, name="call-off-list"),
    path("call-offs/new/", call_offs.call_off_new, name="call-off-new"),
    path("call-offs/<int:pk>/", call_offs.call_off, name="call-off"),
    path("call-offs/<int:pk>/edit/", call_offs.call_off_edit, name="call-off-edit"),
    path("call-offs/<int:pk>/complete/", call_offs.call_off_complete, name="call-off-complete"),
    path("call-offs/<int:pk>/cancel/", call_offs.call_off_cancel, name="call-off-cancel"),
    path("call-offs/<int:pk>/confirmation/", call_offs.call_off_confirmation, name="call-off-confirmation"),
    path("call-offs/<int:pk>/documents/", call_offs.call_off_documents, name="call-off-documents"),
    path(
        "call-offs/<int:pk>/documents/<int:document>/remove/",
        call_offs.call_off_document_remove,
        name="call-off-document-remove",
    ),
]
