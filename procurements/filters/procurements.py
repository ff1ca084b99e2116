"""The filters of the list of procurements; the links of dashboards use them, too."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from agreements.filters import FilterForm, Narrowing, Values, division, identity, one_of
from agreements.search import LONGEST, MOST_WORDS, branches_named
from portal.web.forms import DateField
from procurements.models import Procurement
from procurements.states.stages import Stage


def quarter(value: str) -> tuple[int, int]:
    """The year and quarter of a parameter such as 2027-1."""
    year, _dash, number = value.partition("-")
    if len(year) != 4 or not year.isascii() or not year.isdecimal() or not int(year) or number not in tuple("1234"):
        raise ValueError(value)
    return int(year), int(number)


class NoticeDay(django_filters.Filter):
    field_class = DateField


class ProcurementFilter(Narrowing):
    """What is asked for: OR within a parameter, AND between parameters."""

    q = django_filters.CharFilter(label=_("Search"), method="with_words", max_length=LONGEST)
    stage = Values(_("Stage"), one_of(*Stage), "equal")
    category = Values(_("Category"), division, "in_category")
    county = Values(_("Area"), identity, "in_county")
    quarter = Values(_("Contract notice planned"), quarter, "in_quarter")
    organisation = Values(_("Contracting authority"), identity, "equal")
    cooperation = Values(_("Cooperation"), identity, "equal")
    notice_from = NoticeDay("notice_on", "gte", label=_("Contract notice from"))
    notice_to = NoticeDay("notice_on", "lte", label=_("Contract notice to"))
    undated = Values(_("Date not set"), one_of("1"), "without_date")

    class Meta:
        model = Procurement
        fields: list[str] = []
        form = FilterForm

    def with_words(self, found: QuerySet, name: str, value: str) -> QuerySet:
        """Every word stands in the title, the description or the organisation's name, or in a CPV label."""
        for word in value.split()[:MOST_WORDS]:
            said = Q(title__icontains=word) | Q(description__icontains=word) | Q(organisation__name__icontains=word)
            if branches := branches_named(word):
                coded = Procurement.cpvs.through.objects.filter(cpvcode__code__regex=f"^({'|'.join(branches)})")
                said |= Q(pk__in=coded.values("procurement"))
            found = found.filter(said)
        return found

    def in_category(self, found: QuerySet, name: str, value: list[str]) -> QuerySet:
        coded = Procurement.cpvs.through.objects.filter(cpvcode__code__regex=f"^({'|'.join(value)})")
        return found.filter(pk__in=coded.values("procurement"))

    def in_county(self, found: QuerySet, name: str, value: list[int]) -> QuerySet:
        """What is delivered there; a procurement that names no area is delivered everywhere."""
        named = Procurement.areas.through.objects
        return found.filter(
            Q(pk__in=named.filter(county__in=value).values("procurement")) | ~Q(pk__in=named.values("procurement"))
        )

    def in_quarter(self, found: QuerySet, name: str, value: list[tuple[int, int]]) -> QuerySet:
        wanted = Q(pk__in=[])
        for year, number in value:
            wanted |= Q(notice_on__year=year, notice_on__quarter=number)
        return found.filter(wanted)

    def without_date(self, found: QuerySet, name: str, value: list[str]) -> QuerySet:
        return found.filter(notice_on=None)
