"""Rule 5: how a call-off finds its supplier."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from portal.law import sources
from portal.law.answers import Allowed, Answer, Words, all_of, answer
from portal.law.frameworks.terms import CallOffMethod, LotTerms, Terms, in_lot

ALL_SHARES = Decimal("100.00")  # per cent


def call_off_stated(terms: Terms) -> Answer:
    """Rule 5: where a lot has several suppliers, it is stated how a call-off finds one of them.

    Source: 2014/24/EU art. 33(4)-(5): by ranking, by mini-competition, or by objective conditions stated in the
    documents, of which fixed shares are one kind. A lot with one supplier needs no method.
    """
    if not terms.is_framework:
        return Allowed()
    return all_of(*(_method_whole(terms, lot) for lot in terms.lots if len(lot.suppliers) > 1))


def _method_whole(terms: Terms, lot: LotTerms) -> Answer:
    def refused(text: Words, field: str, **params: object) -> Answer:
        source = sources.SEVERAL_SUPPLIERS
        return answer([terms.reason(text, in_lot(lot, field), source, lot=lot.number, **params)])

    match lot.call_off_method:
        case CallOffMethod.MINI_COMPETITION:
            return Allowed()
        case CallOffMethod.RANKING:
            count = len(lot.suppliers)
            if {supplier.rank for supplier in lot.suppliers} != set(range(1, count + 1)):
                return refused(
                    _("Rank the suppliers of lot %(lot)s from 1 to %(count)s, each rank once."),
                    "suppliers",
                    count=count,
                )
            return Allowed()
        case CallOffMethod.CONDITIONS:
            if not lot.conditions.strip():
                return refused(
                    _("State the objective conditions that choose between the suppliers of lot %(lot)s."), "conditions"
                )
            return Allowed()
        case CallOffMethod.SHARES:
            shares = [supplier.share for supplier in lot.suppliers if supplier.share is not None]
            if len(shares) < len(lot.suppliers) or any(share <= 0 for share in shares):
                return refused(_("Give every supplier of lot %(lot)s its share of the volume."), "suppliers")
            if (total := sum(shares, Decimal(0))) != ALL_SHARES:
                return refused(
                    _("The shares of lot %(lot)s add up to %(total)s %%; they should make 100 %%."),
                    "suppliers",
                    total=total,
                )
            return Allowed()
        case _:
            return refused(
                _(
                    "Lot %(lot)s has several suppliers: say how a call-off chooses between them, by ranking,"
                    " mini-competition, objective conditions or stated shares."
                ),
                "call_off_method",
            )
