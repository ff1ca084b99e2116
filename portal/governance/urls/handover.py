"""Addresses of handovers."""

from django.urls import path

from portal.governance.views import handover as views

urlpatterns = [
    path("cooperations/<int:pk>/handovers/", views.handover_list, name="handover-list"),
    path("cooperations/<int:pk>/handovers/begin/", views.handover_begin, name="handover-begin"),
    path("cooperations/<int:pk>/handovers/divide/", views.handover_divide, name="handover-divide"),
    path("handovers/<int:pk>/", views.handover, name="handover"),
    path("handovers/<int:pk>/call-off/", views.handover_call_off, name="handover-call-off"),
    path("handovers/<int:pk>/carry-out/", views.handover_carry_out, name="handover-carry-out"),
]
