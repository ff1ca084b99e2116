"""The call-offs that concern the reader, with their filters."""

from datetime import MAXYEAR, MINYEAR
from decimal import Decimal

import django_filters
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from agreements.filters import Day, Values, identity, one_of
from agreements.lists import AGREEMENT, FacetFilter, sections, with_options
from agreements.models import CallOff
from agreements.rules import call_offs as rules
from agreements.states.call_offs import CALL_OFF_TONES, CallOffStatus
from portal.accounts.actor import actor_of
from portal.web import formats
from portal.web.columns import Column, tag
from portal.web.lists import Facet, list_page
from portal.web.lookups import whole_number

WITH_NAMES = CallOff.objects.select_related("agreement__cooperation", "lot", "supplier", "buyer")


class CallOffFilter(FacetFilter):
    """What of the call-offs is asked for."""

    q = django_filters.CharFilter(label=lazy("Search"), method="with_words", max_length=100)
    status = Values(lazy("Status"), one_of(*CallOffStatus), "among")
    buyer = Values(lazy("Buyer"), identity, "among")
    supplier = Values(lazy("Supplier"), identity, "among")
    agreement = Values(lazy("Agreement"), identity, "among")
    cooperation = Values(lazy("Cooperation"), identity, "among")
    made_from = Day(lazy("Called off from"), "gte", "called_off_on")
    made_to = Day(lazy("Called off to"), "lte", "called_off_on")
    narrows = {
        "status": "status",
        "buyer": "buyer",
        "supplier": "supplier",
        "agreement": "agreement",
        "cooperation": "agreement__cooperation",
    }

    class Meta:
        model = CallOff
        fields: list[str] = []

    def with_words(self, found: QuerySet, name: str, value: str) -> QuerySet:
        """By number, by what is bought, or by the buyer's reference."""
        said = Q(title__icontains=value) | Q(reference__icontains=value)
        year, _dash, number = value.strip().partition("-")
        if whole_number(number) and MINYEAR <= whole_number(year) <= MAXYEAR:
            said |= Q(pk=whole_number(number), called_off_on__year=whole_number(year))
        return found.filter(said)


COLUMNS = [
    Column("number", lazy("Number"), lambda c: c.number, sort="pk", link=CallOff.get_absolute_url),
    Column("title", lazy("What is bought"), lambda c: c.title, sort="title"),
    Column("buyer", lazy("Buyer"), lambda c: c.buyer.name, sort="buyer__name"),
    Column("supplier", lazy("Supplier"), lambda c: c.supplier.name, sort="supplier__name"),
    AGREEMENT,
    Column(
        "amount", lazy("Amount"), lambda c: c.amount, "money", sort="amount", currency=lambda c: c.agreement.currency
    ),
    Column("called_off_on", lazy("Called off on"), lambda c: c.called_off_on, "date", sort="called_off_on"),
    Column("ends_on", lazy("Ends on"), lambda c: c.ends_on, "date", sort="ends_on", only="file"),
    tag("status", lazy("Status"), CALL_OFF_TONES),
]


@require_safe
@login_required
def call_off_list(request: HttpRequest) -> HttpResponse:
    """The call-offs that concern the reader: the own organisation's, the cooperation's, or those one has received."""
    actor = actor_of(request.user)
    if not rules.may_list(actor):
        raise PermissionDenied(_("Call-offs are seen by buyers, suppliers and the cooperation's office."))
    sums: dict[str, Decimal] = {}

    def facets(request: HttpRequest, filterset: CallOffFilter, found: QuerySet) -> list[Facet]:
        sums.update(sums_of(found))
        groups = [
            filterset.facet(request, "status", dict(CallOffStatus.choices)),
            filterset.named_facet(request, "buyer", "buyer__name"),
            filterset.named_facet(request, "supplier", "supplier__name"),
            filterset.named_facet(request, "agreement", "agreement__title"),
            filterset.named_facet(request, "cooperation", "agreement__cooperation__name"),
        ]
        return [*with_options(groups), *filterset.days(request)]

    def noun(n: int) -> str:
        words = ngettext("%(n)s call-off", "%(n)s call-offs", n) % {"n": formats.number(n)}
        return ", ".join([words, *(formats.money(total, currency) for currency, total in sums.items())])

    return list_page(
        request,
        queryset=WITH_NAMES.visible_to(request.user),
        filterset_class=CallOffFilter,
        columns=COLUMNS,
        facets=facets,
        template="agreements/call_offs/list.html",
        title=_("Call-offs"),
        default_sort="-called_off_on",
        filename=_("call-offs"),
        noun=noun,
        search_label=_("Search what is bought, number or reference"),
        empty=_("Nothing has been called off yet. Begin with what you need: the portal tells under which agreement.")
        if rules.may_begin(actor)
        else _("No call-off has been made from you yet."),
        context={"sections": sections(actor, "call-off-list"), "may_begin": bool(rules.may_begin(actor))},
    )


def sums_of(found: QuerySet) -> dict[str, Decimal]:
    """What the call-offs that stand add up to, ex VAT, by currency; a cancelled one counts for nothing."""
    return dict(found.standing().order_by().values_list("agreement__currency").annotate(total=Sum("amount")).order_by())
