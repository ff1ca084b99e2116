"""Who may use an agreement on a day, in words that a purchaser understands (rule 4). The law itself is asked."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from agreements.buying import buyer_of, standing
from agreements.facts import terms_of
from agreements.models import Agreement, EligibleBuyer
from portal.law.answers import Allowed, Answer, Reason
from portal.law.frameworks.buying import for_buyer, in_time
from portal.law.periods import State, state_on
from portal.organisations.models import Organisation

_ENDS = _("The agreement is terminated: it ends on %(last)s, and can be used until then.")


def state_of(agreement: Agreement, day: date) -> State:
    """What the agreement is on a day, as lists and figures tell it: one that is terminated is so at once."""
    return state_on(day, agreement.status, agreement.starts_on, agreement.last_day)


def open_on(agreement: Agreement, day: date) -> Answer:
    """Whether the agreement can be used on a day at all, whoever asks. A terminated one can until the day it ends."""
    now = standing(agreement, day)
    answer = in_time(terms_of(agreement), now)
    if answer and agreement.terminated_on:
        return Allowed(answer.reasons, (Reason(_ENDS, params={"last": now.last}),))
    return answer


def buyers_on(agreement: Agreement, day: date) -> list[EligibleBuyer]:
    """The eligible buyers of a day, without those whose right has ended before."""
    return [buyer for buyer in agreement.buyers.all() if buyer.ends_on is None or day <= buyer.ends_on]


def named_in(agreement: Agreement) -> frozenset[int]:
    """The organisations (ids) for which the agreement is made, on whatever day: its buyers, or its owner where it names
    nobody, as no framework does."""
    named = frozenset(buyer.organisation_id for buyer in agreement.buyers.all())
    return named if named or agreement.owner_id is None else frozenset({agreement.owner_id})


def entitled(agreement: Agreement, day: date) -> frozenset[int]:
    """The organisations (ids) that are entitled to the agreement on a day: those named in it whose right has not ended.
    ``AgreementQuerySet.open_to`` asks the same of many."""
    if not agreement.buyers.all():
        return named_in(agreement)
    return frozenset(buyer.organisation_id for buyer in buyers_on(agreement, day))


def buyer_in(agreement: Agreement, organisation_id: int, day: date) -> EligibleBuyer | None:
    """The organisation among the eligible buyers of a day."""
    return next((buyer for buyer in buyers_on(agreement, day) if buyer.organisation_id == organisation_id), None)


def may_use(agreement: Agreement, organisation: Organisation, day: date) -> Answer:
    """Whether an organisation may call off on a day, whatever is left and whatever it wants. Source: 2014/24/EU art.
    33(2): only buyers named from the start."""
    return for_buyer(terms_of(agreement), buyer_of(agreement, organisation, day)) and open_on(agreement, day)
