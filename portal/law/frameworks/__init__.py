"""What must hold before an agreement is published: rules 1 to 5 of framework agreements, and what is common to all.

Each rule is one function from ``Terms`` to an answer, with its source in its docstring. ``may_publish`` asks them all.
A contract, partnership or dynamic purchasing system is not a framework: rules 1 to 5 let it pass.
"""

from portal.law.answers import Answer, all_of
from portal.law.frameworks.call_offs import call_off_stated
from portal.law.frameworks.common import (
    dates_in_order,
    identified,
    partnership_cared_for,
    suppliers_named,
    values_sensible,
)
from portal.law.frameworks.modifications import may_change
from portal.law.frameworks.parties import buyers_named, may_join
from portal.law.frameworks.terms import BuyerTerms, CallOffMethod, Kind, LotTerms, SupplierTerms, Terms
from portal.law.frameworks.times import LONGEST_FRAMEWORK, duration, two_dates
from portal.law.frameworks.values import values_stated

__all__ = [
    "LONGEST_FRAMEWORK",
    "BuyerTerms",
    "CallOffMethod",
    "Kind",
    "LotTerms",
    "SupplierTerms",
    "Terms",
    "duration",
    "may_change",
    "may_join",
    "may_publish",
]

COMMON = (identified, dates_in_order, values_sensible, suppliers_named, partnership_cared_for)
FRAMEWORK_RULES = (duration, two_dates, values_stated, buyers_named, call_off_stated)


def may_publish(terms: Terms) -> Answer:
    """Whether an agreement may be published, with every reason why not and everything to keep in mind."""
    return all_of(*(rule(terms) for rule in (*COMMON, *FRAMEWORK_RULES)))
