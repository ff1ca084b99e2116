"""Who may use an agreement on a day, in words that a purchaser understands (rule 4)."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, EligibleBuyer
from portal.law import sources
from portal.law.answers import Allowed, Answer, Denied, Reason
from portal.law.periods import State, state_on

_CLOSED = {
    State.DRAFT: _("The agreement is a draft."),
    State.UPCOMING: _("The agreement has not begun: it is used from %(first)s."),
    State.EXPIRED: _("The agreement has expired: the last day to call off was %(last)s."),
    State.TERMINATED: _("The agreement was terminated: the last day was %(last)s."),
}
_ENDS = _("The agreement is terminated: it ends on %(last)s, and can be used until then.")


def state_of(agreement: Agreement, day: date) -> State:
    """What the agreement is on a day, as lists and figures tell it: one that is terminated is so at once."""
    return state_on(day, agreement.status, agreement.starts_on, agreement.last_day)


def open_on(agreement: Agreement, day: date) -> Answer:
    """Whether the agreement can be used on a day at all, whoever asks. A terminated one can until the day it ends."""
    state = state_of(agreement, day)
    last = agreement.terminated_on or agreement.last_day
    if state == State.TERMINATED and last is not None and day <= last:
        begun = agreement.starts_on is None or agreement.starts_on <= day
        state = State.IN_FORCE if begun else State.UPCOMING
    if state == State.IN_FORCE:
        return Allowed(notes=(Reason(_ENDS, params={"last": last}),) if agreement.terminated_on else ())
    return Denied((Reason(_CLOSED[state], params={"first": agreement.starts_on, "last": last}),))


def buyer_in(agreement: Agreement, organisation_id: int, day: date) -> EligibleBuyer | None:
    """The organisation among the eligible buyers of a day; one whose right has ended before is none."""
    rows = (buyer for buyer in agreement.buyers.all() if buyer.organisation_id == organisation_id)
    return next((buyer for buyer in rows if buyer.ends_on is None or day <= buyer.ends_on), None)


def may_use(agreement: Agreement, organisation_id: int, day: date) -> Answer:
    """Whether an organisation may call off on a day.

    Source: 2014/24/EU art. 33(2): only buyers named from the start. An agreement without named buyers, which is no
    framework, is its owner's.
    """
    named = buyer_in(agreement, organisation_id, day) is not None
    if not named and (agreement.buyers.all() or organisation_id != agreement.owner_id):
        source = sources.PARTIES.within(agreement.cooperation.jurisdiction) if agreement.is_framework else None
        return Denied(
            (Reason(_("Only the buyers named from the start may use the agreement, and yours is not one."), source),)
        )
    return open_on(agreement, day)
