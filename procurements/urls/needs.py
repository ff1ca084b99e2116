"""The addresses of needs."""

from django.urls import path

from procurements.views import needs as views

urlpatterns = [
    path("needs/", views.need_list, name="need-list"),
    path("needs/new/", views.need_new, name="need-new"),
    path("needs/<int:pk>/", views.need, name="need"),
    path("needs/<int:pk>/edit/", views.need_edit, name="need-edit"),
    path("needs/<int:pk>/merge/", views.need_merge, name="need-merge"),
]
