"""The addresses of the plan and of needs."""

from django.urls import path

from procurements import views
from procurements.needs import views as needs

urlpatterns = [
    path("", views.procurement_list, name="procurement-list"),
    path("new/", views.procurement_new, name="procurement-new"),
    path("needs/", needs.need_list, name="need-list"),
    path("needs/new/", needs.need_new, name="need-new"),
    path("needs/<int:pk>/", needs.need, name="need"),
    path("<int:pk>/", views.procurement, name="procurement"),
    path("<int:pk>/edit/", views.procurement_edit, name="procurement-edit"),
    path("<int:pk>/<slug:slug>/", views.procurement_step, name="procurement-step"),
]
