"""What the list of benefits is narrowed by."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from agreements.filters import Values, identity, one_of
from agreements.lists import FacetFilter
from agreements.models import Benefit
from agreements.states.benefits import BenefitKind, BenefitState, Method


class BenefitFilter(FacetFilter):
    """Benefits by year, member, kind, method, state and agreement."""

    q = django_filters.CharFilter(label=_("Search"), method="with_words", max_length=100)
    year = Values(_("Year"), identity, "among")
    organisation = Values(_("Member"), identity, "among")
    kind = Values(_("Kind"), one_of(*BenefitKind), "among")
    method = Values(_("Method"), one_of(*Method), "among")
    state = Values(_("State"), one_of(*BenefitState), "among")
    agreement = Values(_("Agreement"), identity, "among")
    cooperation = Values(_("Cooperation"), identity, "among")
    narrows = {
        "year": "year",
        "organisation": "organisation",
        "kind": "kind",
        "method": "method",
        "state": "state",
        "agreement": "agreement",
        "cooperation": "agreement__cooperation",
    }

    class Meta:
        model = Benefit
        fields: list[str] = []

    def with_words(self, found: QuerySet, name: str, value: str) -> QuerySet:
        return found.filter(
            Q(agreement__title__icontains=value)
            | Q(agreement__number__icontains=value)
            | Q(organisation__name__icontains=value)
            | Q(source__icontains=value)
        )
