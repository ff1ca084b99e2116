"""Addresses of memberships."""

from django.urls import path

from portal.governance.views import memberships as views

urlpatterns = [
    path("cooperations/<int:pk>/members/admit/", views.membership_admit, name="membership-admit"),
    path("cooperations/<int:pk>/members/leave/", views.membership_leave, name="membership-leave"),
    path("memberships/<int:pk>/end/", views.membership_end, name="membership-end"),
    path("memberships/<int:pk>/companies/", views.membership_companies, name="membership-companies"),
]
