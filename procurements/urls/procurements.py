"""The addresses of the plan and of procurements."""

from django.urls import path

from procurements.views import calculator, page, steps
from procurements.views import procurements as views

urlpatterns = [
    path("", views.procurement_list, name="procurement-list"),
    path("new/", views.procurement_new, name="procurement-new"),
    path("calculator/", calculator.calculator, name="calculator"),
    path("<int:pk>/", page.procurement, name="procurement"),
    path("<int:pk>/edit/", views.procurement_edit, name="procurement-edit"),
    path("<int:pk>/step/<slug:slug>/", steps.procurement_step, name="procurement-step"),
    path("<int:pk>/result/", steps.procurement_result, name="procurement-result"),
]
