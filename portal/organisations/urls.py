"""Addresses of organisations, cooperations, groups, and of people's roles."""

from django.urls import path

from portal.organisations.views import cooperations, organisations, people, seats

urlpatterns = [
    path("organisations/", organisations.organisation_list, name="organisation-list"),
    path("organisations/register/", organisations.organisation_register, name="organisation-register"),
    path("organisations/<int:pk>/", organisations.organisation, name="organisation"),
    path("organisations/<int:pk>/edit/", organisations.organisation_edit, name="organisation-edit"),
    path("organisations/<int:pk>/units/add/", organisations.unit_add, name="unit-add"),
    path("organisations/<int:pk>/owners/add/", organisations.ownership_add, name="ownership-add"),
    path("units/<int:pk>/change/", organisations.unit_change, name="unit-change"),
    path("units/<int:pk>/close/", organisations.unit_close, name="unit-close"),
    path("owners/<int:pk>/end/", organisations.ownership_end, name="ownership-end"),
    path("cooperations/", cooperations.cooperation_list, name="cooperation-list"),
    path("cooperations/create/", cooperations.cooperation_create, name="cooperation-create"),
    path("cooperations/<int:pk>/", cooperations.cooperation, name="cooperation"),
    path("cooperations/<int:pk>/edit/", cooperations.cooperation_edit, name="cooperation-edit"),
    path("cooperations/<int:pk>/groups/open/", cooperations.group_open, name="group-open"),
    path("groups/<int:pk>/", cooperations.group, name="group"),
    path("groups/<int:pk>/edit/", cooperations.group_edit, name="group-edit"),
    path("groups/<int:pk>/seats/give/", seats.seat_give, name="seat-give"),
    path("seats/<int:pk>/end/", seats.seat_end, name="seat-end"),
    path("seats/<int:pk>/office/", seats.seat_office, name="seat-office"),
    path("seats/<int:pk>/deputies/add/", seats.seat_deputy_add, name="seat-deputy-add"),
    path("deputies/<int:pk>/end/", seats.seat_deputy_end, name="seat-deputy-end"),
    path("people/", people.person_list, name="person-list"),
    path("people/invite/", people.person_invite, name="person-invite"),
    path("people/<int:pk>/roles/give/", people.role_give, name="role-give"),
    path("appointments/<int:pk>/end/", people.appointment_end, name="appointment-end"),
]
