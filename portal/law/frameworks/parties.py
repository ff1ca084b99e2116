"""Rule 4: who may use a framework, and who are its suppliers, is settled from the start."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from portal.law import sources
from portal.law.answers import Allowed, Answer, Reason, answer
from portal.law.frameworks.terms import Terms


def buyers_named(terms: Terms) -> Answer:
    """Rule 4: those who may use a framework are named from the start. Source: 2014/24/EU art. 33(2)."""
    if not terms.is_framework:
        return Allowed()
    reasons = []
    if not terms.buyers:
        reasons.append(
            terms.reason(
                _("Name the organisations that may use the framework: nobody can join it later."),
                "buyers",
                sources.PARTIES,
            )
        )
    if len({buyer.id for buyer in terms.buyers}) < len(terms.buyers):
        reasons.append(terms.reason(_("An organisation is named twice among the buyers."), "buyers"))
    return answer(reasons)


def may_join(
    *, new_buyers: Collection[str] = (), new_suppliers: Collection[str] = (), jurisdiction: str = ""
) -> Answer:
    """Rule 4: nobody joins a framework once it is published, neither a buyer nor a supplier.

    Source: 2014/24/EU art. 33(2); KOFA 2015/65. The new ones are given by name; replacing a supplier is another matter.
    """
    source = sources.PARTIES.within(jurisdiction)
    reasons = []
    if new_buyers:
        reasons.append(
            Reason(
                _("Only the buyers named from the start may use a framework agreement; %(names)s cannot join it now."),
                source,
                "buyers",
                {"names": ", ".join(new_buyers)},
            )
        )
    if new_suppliers:
        reasons.append(
            Reason(
                _("Only the original suppliers are parties to a framework agreement; %(names)s cannot join it now."),
                source,
                "lots",
                {"names": ", ".join(new_suppliers)},
            )
        )
    return answer(reasons)
