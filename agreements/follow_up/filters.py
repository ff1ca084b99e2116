"""The filters of the lists of follow-ups and of non-conformities."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.filters import FilterForm, Narrowing, Values, division, identity, one_of
from agreements.models import AgreementCpv, FollowUpPlan, NonConformity
from agreements.states.follow_up import UNSETTLED, NonConformityKind, NonConformityStatus, Severity, Tier

LONGEST = 100  # letters of a search


class FollowUpFilter(Narrowing):
    """Plans of follow-up: ``due=overdue`` is what should have been done."""

    q = django_filters.CharFilter(label=_("Search"), method="with_words", max_length=LONGEST)
    tier = Values(_("Tier"), one_of(*Tier), "equal")
    officer = Values(_("Responsible officer"), identity, "of_officer")
    category = Values(_("Category"), division, "in_category")
    due = Values(_("Due"), one_of("overdue"), "that_are_due")

    class Meta:
        model = FollowUpPlan
        fields: list[str] = []
        form = FilterForm

    @property
    def overdue(self) -> dict[str, Any]:
        return {"next_on__lt": timezone.localdate()}

    def with_words(self, found: QuerySet, name: str, value: str) -> QuerySet:
        return found.filter(Q(agreement__title__icontains=value) | Q(agreement__number__icontains=value))

    def of_officer(self, found: QuerySet, name: str, value: list[int]) -> QuerySet:
        return found.filter(agreement__responsible__in=value)

    def in_category(self, found: QuerySet, name: str, value: list[str]) -> QuerySet:
        coded = AgreementCpv.objects.filter(division__in=value)
        return found.filter(agreement__in=coded.values("agreement"))

    def that_are_due(self, found: QuerySet, name: str, value: list[str]) -> QuerySet:
        return found.filter(**self.overdue)


class NonConformityFilter(Narrowing):
    """Non-conformities and complaints: ``open`` is what has not come to its end."""

    q = django_filters.CharFilter(label=_("Search"), method="with_words", max_length=LONGEST)
    open = Values(_("Course"), one_of("1"), "unsettled")
    status = Values(_("Status"), one_of(*NonConformityStatus), "equal")
    kind = Values(_("Kind"), one_of(*NonConformityKind), "equal")
    severity = Values(_("Severity"), one_of(*Severity), "equal")
    supplier = Values(_("Supplier"), identity, "equal")
    buyer = Values(_("Buyer"), identity, "equal")
    agreement = Values(_("Agreement"), identity, "equal")

    class Meta:
        model = NonConformity
        fields: list[str] = []
        form = FilterForm

    def with_words(self, found: QuerySet, name: str, value: str) -> QuerySet:
        return found.filter(
            Q(title__icontains=value) | Q(agreement__title__icontains=value) | Q(supplier__name__icontains=value)
        )

    def unsettled(self, found: QuerySet, name: str, value: list[str]) -> QuerySet:
        return found.filter(status__in=UNSETTLED)
