"""The addresses of the plan and of procurements."""

from django.urls import path

from procurements.views import procurements as views

urlpatterns = [
    path("", views.procurement_list, name="procurement-list"),
    path("new/", views.procurement_new, name="procurement-new"),
    path("<int:pk>/", views.procurement, name="procurement"),
    path("<int:pk>/edit/", views.procurement_edit, name="procurement-edit"),
    path("<int:pk>/step/<slug:slug>/", views.procurement_step, name="procurement-step"),
]
