"""The addresses of reference data that are kept in the portal."""

from django.urls import path

from portal.reference import views

urlpatterns = [
    path("", views.threshold_list, name="threshold-list"),
    path("new/", views.threshold_new, name="threshold-new"),
    path("<int:pk>/end/", views.threshold_end, name="threshold-end"),
]
