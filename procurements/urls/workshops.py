"""The addresses of workshops."""

from django.urls import path

from procurements.views import workshops as views

urlpatterns = [
    path("workshops/", views.workshop_list, name="workshop-list"),
    path("workshops/new/", views.workshop_new, name="workshop-new"),
    path("workshops/<int:pk>/", views.workshop, name="workshop"),
    path("workshops/<int:pk>/edit/", views.workshop_edit, name="workshop-edit"),
    path("workshops/<int:pk>/lines/", views.workshop_lines, name="workshop-lines"),
    path("workshops/<int:pk>/close/", views.workshop_close, name="workshop-close"),
    path("workshops/<int:pk>/import/", views.workshop_import, name="workshop-import"),
    path("workshops/<int:pk>/template/", views.workshop_template, name="workshop-template"),
]
