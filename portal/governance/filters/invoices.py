"""What a list of invoices is narrowed by."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.governance.filters.narrowing import Narrowing, helpful, ids
from portal.governance.models import Invoice
from portal.web.lists import Facet, facet

#: What an invoice may be, by the value in the address.
STANDING, UNDONE, CREDIT_NOTE = "standing", "undone", "credit-note"
MEANS = {
    STANDING: Q(credits=None, credit_note=None),
    UNDONE: Q(credit_note__isnull=False),
    CREDIT_NOTE: Q(credits__isnull=False),
}


class InvoiceFilter(Narrowing):
    """Invoices by words, year, member, cooperation and whether they stand."""

    params = ("year", "member", "cooperation", "kind")

    class Meta:
        model = Invoice
        fields: list[str] = []

    def search(self, text: str) -> Q:
        return Q(number__icontains=text) | Q(buyer_name__icontains=text) | Q(payment_reference=text)

    def by_year(self, values: Sequence[str]) -> Q:
        return Q(run__year__in=ids(values))

    def by_member(self, values: Sequence[str]) -> Q:
        return Q(organisation__in=ids(values))

    def by_cooperation(self, values: Sequence[str]) -> Q:
        return Q(cooperation__in=ids(values))

    def by_kind(self, values: Sequence[str]) -> Q:
        wanted = Q(pk__in=[])
        for value in values:
            wanted |= MEANS.get(value, Q(pk__in=[]))
        return wanted

    def facets(self, request: HttpRequest, found: QuerySet) -> list[Facet]:
        """Years, kinds, members and cooperations, each with its number of invoices."""
        kinds = self.narrowed(but="kind")
        words = ((STANDING, _("invoices")), (UNDONE, _("undone invoices")), (CREDIT_NOTE, _("credit notes")))
        years = self.counted("year", "run__year")
        return helpful(
            [
                facet(request, "year", _("Year"), [(year, str(year), count) for year, count in reversed(years)]),
                facet(
                    request,
                    "kind",
                    _("Kind"),
                    [(value, text, kinds.filter(MEANS[value]).count()) for value, text in words],
                ),
                self.named(request, "member", _("Member"), "organisation", "organisation__name"),
                self.named(request, "cooperation", _("Cooperation"), "cooperation", "cooperation__name"),
            ]
        )
