"""The filters of the list of needs."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from agreements.filters import FilterForm, Narrowing, Values, division, identity, one_of
from agreements.search import LONGEST, MOST_WORDS
from procurements.models import Need
from procurements.states.needs import NeedState


class NeedFilter(Narrowing):
    """What is asked for: OR within a parameter, AND between parameters."""

    q = django_filters.CharFilter(label=_("Search"), method="with_words", max_length=LONGEST)
    state = Values(_("State"), one_of(*NeedState), "equal")
    category = Values(_("Category"), division, "in_category")
    organisation = Values(_("Organisation"), identity, "equal")
    mine = Values(_("Reported by me"), one_of("1"), "reported_by_reader")

    class Meta:
        model = Need
        fields: list[str] = []
        form = FilterForm

    def with_words(self, found: QuerySet, name: str, value: str) -> QuerySet:
        for word in value.split()[:MOST_WORDS]:
            found = found.filter(
                Q(what__icontains=word) | Q(description__icontains=word) | Q(organisation__name__icontains=word)
            )
        return found

    def in_category(self, found: QuerySet, name: str, value: list[str]) -> QuerySet:
        wanted = Q()
        for code in value:
            wanted |= Q(cpv__code__startswith=code)
        return found.filter(wanted)

    def reported_by_reader(self, found: QuerySet, name: str, value: list[str]) -> QuerySet:
        return found.filter(reported_by=self.request.user)
