"""The addresses of the register and of agreements in daily use, a module per noun."""

from agreements.urls import (
    benefits,
    buying,
    call_offs,
    ceilings,
    changes,
    follow_up,
    goals,
    prices,
    register,
    reorganisations,
)

urlpatterns = [
    *benefits.urlpatterns,
    *buying.urlpatterns,
    *call_offs.urlpatterns,
    *ceilings.urlpatterns,
    *changes.urlpatterns,
    *follow_up.urlpatterns,
    *goals.urlpatterns,
    *prices.urlpatterns,
    *register.urlpatterns,
    *reorganisations.urlpatterns,
]
