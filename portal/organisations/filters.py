"""Search and facets of the lists of organisations and of people."""

from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_filters import FilterSet

from portal.accounts.models import User
from portal.organisations.grants import SEAT_ROLES
from portal.organisations.models import Appointment, Membership, Organisation, Seat, Unit
from portal.organisations.periods import valid_on

NO_MEMBER = "none"


class _Facets(FilterSet):
    """Search and facets straight from the address; ``but`` leaves one facet out, to count its values."""

    params: tuple[str, ...] = ()

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        return self.narrowed(queryset)

    def narrowed(self, queryset: QuerySet, but: str = "") -> QuerySet:
        if text := self.data.get("q", "").strip():
            queryset = queryset.filter(self.search(text))
        for param in self.params:
            values = self.data.getlist(param)
            if values and param != but:
                queryset = queryset.filter(getattr(self, f"by_{param}")(values))
        return queryset

    def search(self, text: str) -> Q:
        raise NotImplementedError


def _numbers(values: list[str]) -> list[int]:
    return [int(value) for value in values if value.isdecimal() and len(value) < 10]


class OrganisationFilter(_Facets):
    params = ("kind", "county", "member")

    class Meta:
        model = Organisation
        fields: list[str] = []

    def search(self, text: str) -> Q:
        digits = text.replace("-", "").replace(" ", "")
        return (
            Q(name__icontains=text)
            | Q(municipality__name__icontains=text)
            | Q(pk__in=Unit.objects.filter(name__icontains=text).values("organisation"))
            | Q(registration_number=digits)
        )

    def by_kind(self, values: list[str]) -> Q:
        return Q(kind__in=values)

    def by_county(self, values: list[str]) -> Q:
        return Q(municipality__county__in=_numbers(values))

    def by_member(self, values: list[str]) -> Q:
        today = Membership.objects.on(timezone.localdate())
        found = Q(pk__in=today.filter(cooperation__in=_numbers(values)).values("organisation"))
        if NO_MEMBER in values:
            found |= ~Q(pk__in=today.values("organisation"))
        return found


class PersonFilter(_Facets):
    params = ("role", "cooperation", "state")

    class Meta:
        model = User
        fields: list[str] = []

    def search(self, text: str) -> Q:
        appointed = Appointment.objects.filter(
            Q(organisation__name__icontains=text) | Q(title__icontains=text) | Q(unit__name__icontains=text)
        )
        return Q(name__icontains=text) | Q(email__icontains=text) | Q(pk__in=appointed.values("user"))

    def by_role(self, values: list[str]) -> Q:
        today = valid_on(timezone.localdate())
        kinds = [kind for kind, role in SEAT_ROLES.items() if role in values]
        return Q(pk__in=Appointment.objects.filter(today, role__in=values).values("user")) | Q(
            pk__in=Seat.objects.filter(today, group__kind__in=kinds).values("user")
        )

    def by_cooperation(self, values: list[str]) -> Q:
        wanted, today = _numbers(values), timezone.localdate()
        members = Membership.objects.on(today).filter(cooperation__in=wanted).values("organisation")
        appointed = Appointment.objects.filter(valid_on(today), Q(cooperation__in=wanted) | Q(organisation__in=members))
        seated = Seat.objects.filter(valid_on(today), group__cooperation__in=wanted)
        return Q(pk__in=appointed.values("user")) | Q(pk__in=seated.values("user"))

    def by_state(self, values: list[str]) -> Q:
        waiting = Q(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)
        states: dict[str, Any] = {
            "open": Q(is_active=True) & ~waiting,
            "invited": waiting,
            "closed": Q(is_active=False),
        }
        found = Q(pk__in=[])
        for value in values:
            found |= states.get(value, Q(pk__in=[]))
        return found
