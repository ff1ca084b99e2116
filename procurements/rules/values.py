"""Who confirms the values of a procurement, what they are reckoned from, and whether they still hold."""

import hashlib
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.law import opening
from portal.law import values as law
from portal.law.answers import Answer, Denied, Reason
from portal.law.procedures import Procedure
from portal.reference.thresholds import thresholds_on
from procurements.rules.participation import may_invite
from procurements.states.participation import ParticipationState

if TYPE_CHECKING:
    from procurements.models import Procurement, ValueEstimate


def may_confirm(actor: Actor, procurement: "Procurement") -> Answer:
    """The office confirms the values, as long as answers can come in."""
    return may_invite(actor, procurement)


def pledges(procurement: "Procurement") -> list[law.Pledge]:
    """What those who take part or take an option pledge, in the order of their names."""
    named = procurement.participations.named().select_related("organisation").order_by("organisation__sort_sv", "pk")
    return [
        law.Pledge(row.organisation_id, row.yearly_volume or Decimal(0), row.state == ParticipationState.OPTION)
        for row in named
    ]


def mark_of(pledged: Iterable[law.Pledge]) -> str:
    """A short mark that changes whenever a pledge does: a page carries it, so that nobody confirms what they did not
    see."""
    said = ";".join(f"{one.key}:{one.yearly:.2f}:{one.is_option:d}" for one in sorted(pledged, key=lambda one: one.key))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def confirmed(procurement: "Procurement") -> "ValueEstimate | None":
    """The values as they were confirmed last."""
    return procurement.estimates.select_related("confirmed_by").prefetch_related("lines__organisation").first()


def is_current(estimate: "ValueEstimate", procurement: "Procurement") -> bool:
    """Whether the confirmed values still rest on the answers and the duration of today."""
    said = {law.Pledge(line.organisation_id, line.yearly_volume, line.is_option) for line in estimate.lines.all()}
    return said == set(pledges(procurement)) and estimate.months == procurement.agreement_months


def facts_of(procurement: "Procurement") -> opening.Facts:
    """What the thresholds and the open procedures are judged by: on the planned day of the notice, today without one.

    The value is the maximum, which counts for a framework (2014/24/EU art. 5(5)); before it is stated the estimate or
    the upper end of the range in the plan.
    """
    day = procurement.published_on or procurement.notice_on or timezone.localdate()
    jurisdiction = procurement.cooperation.jurisdiction
    known = (procurement.maximum_value, procurement.estimated_value, procurement.estimated_max)
    return opening.Facts(
        jurisdiction=jurisdiction,
        kind=procurement.kind,
        value=next((value for value in known if value is not None), None),
        currency=procurement.currency,
        day=day,
        thresholds=thresholds_on(jurisdiction, day),
    )


def gaps(procurement: "Procurement") -> Iterator[Reason]:
    """The values are confirmed, on the answers of today, and the procedure that is chosen is open for them (rule 3)."""
    estimate = confirmed(procurement)
    if estimate is None or procurement.maximum_value is None:
        yield Reason(_("Confirm the estimated value and the maximum value."), field="maximum_value")
    elif not is_current(estimate, procurement):
        yield Reason(
            _("An answer or the duration has changed since the values were confirmed: confirm them again."),
            field="maximum_value",
        )
    if procurement.procedure:
        found = opening.may_use(Procedure(procurement.procedure), facts_of(procurement))
        if isinstance(found, Denied):
            yield from found.reasons
