"""Search and facets of the list of suppliers."""

import django_filters
from django.db.models import F, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.reference.collation import Fold
from portal.reference.models import County
from suppliers.models import Supplier, SupplierContact, SupplierSize

UNKNOWN = "unknown"


class SupplierFilter(django_filters.FilterSet):
    """What of the supplier register is asked for."""

    q = django_filters.CharFilter(label=_("Search"), method="with_words", max_length=200)
    size = django_filters.MultipleChoiceFilter(
        label=_("Size"), choices=[*SupplierSize.choices, (UNKNOWN, _("unknown"))], method="of_size"
    )
    county = django_filters.ModelMultipleChoiceFilter(
        label=_("County"),
        field_name="municipality__county",
        queryset=lambda request: County.objects.in_order(),
    )

    class Meta:
        model = Supplier
        fields: list[str] = []

    def with_words(self, found: QuerySet, name: str, value: str) -> QuerySet:
        """By name, contact or number. A personal number is searched by the office only, who may see it."""
        digits = value.replace("-", "").replace(" ", "")
        numbered = Q(registration_number=digits)
        if not actor_of(self.request.user).office:
            numbered &= Q(is_sole_trader=False)
        contacts = SupplierContact.objects.filter(Q(name__icontains=value) | Q(email__icontains=value))
        return found.alias(folded=Fold("name"), typed=Fold(Value(value))).filter(
            Q(folded__contains=F("typed")) | numbered | Q(pk__in=contacts.values("supplier"))
        )

    def of_size(self, found: QuerySet, name: str, value: list[str]) -> QuerySet:
        return found.filter(size__in=["" if size == UNKNOWN else size for size in value])
