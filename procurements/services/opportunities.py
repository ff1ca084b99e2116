"""Weighing opportunities, and making one a proposal."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.actor import actor_of
from portal.law.opportunities import ASSUMED_WEIGHTS, Part
from portal.organisations.models import Cooperation
from portal.reference.models import CpvCode
from portal.web import formats
from portal.workflow import audit
from portal.workflow.errors import ask, refused
from portal.workflow.versions import conflict
from procurements.models import OpportunityWeights, Proposal
from procurements.opportunities.columns import labels_of, names_of, who
from procurements.opportunities.facts import Asked
from procurements.opportunities.finding import Opportunity, find
from procurements.rules import opportunities as rules
from procurements.services import proposals
from procurements.services.proposals import ProposalData

THOUSAND = 1000
LONGEST_TITLE = 250


@transaction.atomic
def weigh(*, by: Any, cooperation_id: int, version: int, weights: Mapping[str, int]) -> OpportunityWeights:
    """State what each part of the score weighs, from 0 to 100, by the names of ``Part``.

    ``version`` is 0 as long as nothing is stated. Raises ``Refused``, or ``Conflict`` when somebody else stated them.
    """
    ask(rules.may_weigh(actor_of(by), cooperation_id))
    if not any(weights[part.value] for part in Part):
        raise refused(gettext_lazy("At least one part has to count."), Part.MEMBERS.value)
    cooperation = Cooperation.objects.select_for_update().get(pk=cooperation_id)
    row = OpportunityWeights.objects.filter(cooperation=cooperation).first()
    assumed = {part.value: weight for part, weight in ASSUMED_WEIGHTS.items()}
    row = row or OpportunityWeights(cooperation=cooperation, version=0, **assumed)
    if row.version != version:
        raise conflict(row, version)
    before = {part.value: getattr(row, part.value) for part in Part}
    for part in Part:
        setattr(row, part.value, weights[part.value])
    row.version += 1
    row.save()
    if changes := audit.differences(before, {part.value: weights[part.value] for part in Part}):
        audit.record("opportunity_weights.stated", row, by=by, changes=changes)
    return row


@transaction.atomic
def propose(*, by: Any, cooperation_id: int, branch: str, asked: Asked) -> Proposal:
    """Make an opportunity a proposal for all members, with the facts as they are today. Raises ``Refused``."""
    # Two who press at the same time shall not both propose it.
    cooperation = Cooperation.objects.select_for_update().get(pk=cooperation_id)
    found = find(cooperation, asked, timezone.localdate(), branch)
    if not found:
        raise refused(gettext_lazy("This is no opportunity any more: fewer than two members buy it."))
    one = found[0]
    ask(rules.may_take_up(actor_of(by), cooperation_id, one.standing))
    title = labels_of([branch])[branch]
    return proposals.propose(
        by=by,
        cooperation_id=cooperation_id,
        branch=branch,
        data=ProposalData(
            title=title[:LONGEST_TITLE],
            description=description(one),
            cpv=CpvCode.objects.filter(pk=branch.ljust(8, "0")).first(),
            estimated_value=None if one.yearly is None else Decimal(round(one.yearly / THOUSAND) * THOUSAND),
            wanted_by=None if one.is_assumed or one.joining is None else one.joining.needed,
        ),
    )


def description(one: Opportunity) -> str:
    """The facts of an opportunity in words, for whoever votes on it."""
    lines = [
        _("From the opportunities of %(day)s.") % {"day": formats.date(timezone.localdate())},
        _("Members: %(names)s.") % {"names": ", ".join(who(one, names_of([one])))},
        _("Agreements that run out: %(agreements)s. Procured separately in 2021: %(past)s.")
        % {"agreements": formats.number(len(one.endings)), "past": formats.number(len(one.bought))},
    ]
    if one.value is None:
        lines.append(_("The value is unknown."))
    else:
        said = {"value": formats.money(one.value, one.currency), "unknown": formats.number(one.unknown)}
        lines.append(_("Known value: %(value)s (unknown for %(unknown)s).") % said)
    if one.joining is None:
        lines.append(_("When they run out is unknown."))
    elif one.begin_by is not None:
        days = {
            "first": formats.date(one.joining.first),
            "last": formats.date(one.joining.last),
            "begin": formats.date(one.begin_by),
        }
        joined = (
            _("All could join on one day between %(first)s and %(last)s; begin no later than %(begin)s.")
            if one.joining.at_once
            else _("They could join one after the other from %(first)s to %(last)s; begin no later than %(begin)s.")
        )
        lines.append(joined % days)
        if one.is_assumed:
            lines.append(_("The days are assumed: framework agreements of 2021 with the longest term of four years."))
    return "\n".join(lines)
