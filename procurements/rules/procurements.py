"""Who may plan and edit procurements, what holds of every one, and what stays from the notice on."""

from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.governance.effects import stands_on
from portal.governance.models import Decision
from portal.law.answers import Allowed, Answer, Reason, Source, answer, denied
from portal.workflow.transitions import WRONG_STATUS
from procurements.states.stages import ANNOUNCED, ENDED, Stage

if TYPE_CHECKING:
    from agreements.models import Agreement
    from procurements.models import Procurement

NOT_YOURS = denied(_("Only the cooperation's office plans and runs its procurements."))

#: The planned days in the order in which they come.
DAYS = (
    "participation_on",
    "dialogue_on",
    "specification_on",
    "notice_on",
    "requests_due_on",
    "tenders_due_on",
    "award_on",
    "starts_on",
)

#: What can still be changed once a procurement is ready for its notice: who leads it, and what is to come.
OPEN_TO_THE_END = frozenset(
    {"officer", "notice_on", "requests_due_on", "tenders_due_on", "award_on", "starts_on", "replaces", "after"}
)
ASKED_ALREADY = denied(
    _("Each who was asked has a day to answer by. Give more time where it is listed who takes part."), "answers_due_on"
)
_UNCHANGED = Source(_("Directive 2014/24/EU"), "art. 18(1), 49")


def may_plan(actor: Actor) -> Answer:
    """Whether the actor works in the office of any cooperation."""
    return Allowed() if actor.office else NOT_YOURS


def may_run(actor: Actor, cooperation_id: int) -> Answer:
    """The office registers, edits and moves on the procurements of its cooperation."""
    return Allowed() if cooperation_id in actor.office else NOT_YOURS


def may_edit(actor: Actor, procurement: "Procurement") -> Answer:
    """Until it is completed or cancelled."""
    allowed = may_run(actor, procurement.cooperation_id)
    return WRONG_STATUS if allowed and procurement.stage in ENDED else allowed


def is_fixed(procurement: "Procurement") -> bool:
    """Whether what is asked, for how much and on which terms stays: it is ready for the notice, or announced."""
    return procurement.stage in (Stage.READY, *ANNOUNCED)


def has_asked(procurement: "Procurement") -> bool:
    """Whether members have been asked to take part: from then on more time is given (``participation.extend``), so
    that their own days move along and they are told."""
    return procurement.participations.standing().exists()


def may_change(procurement: "Procurement", changed: Collection[str]) -> Answer:
    """From the notice on nobody changes what is asked, for how much and who joins: all suppliers answer the same
    question (2014/24/EU art. 18(1), 49). What is ready for the notice goes back first. The day by which members answer
    stays once they have been asked."""
    if not is_fixed(procurement):
        return ASKED_ALREADY if "answers_due_on" in changed and has_asked(procurement) else Allowed()
    if procurement.stage == Stage.READY:
        text = _("It is ready to publish: go back to the specification to change this.")
    else:
        text = _("The notice is out: what it says cannot be changed any more.")
    return answer(Reason(text, _UNCHANGED, name) for name in changed if name not in OPEN_TO_THE_END)


def well_formed(procurement: "Procurement") -> Answer:
    """What must hold from the first draft on: what is said does not contradict itself."""
    return answer(_contradictions(procurement))


def of_the_register(procurement: "Procurement", agreements: Iterable["Agreement"], field: str) -> Answer:
    """A procurement takes the place of agreements of its own cooperation, and ends in such: the offices of others would
    read of it beside theirs."""
    text = _("%(title)s is an agreement of another cooperation.")
    return answer(
        Reason(text, None, field, {"title": row.title})
        for row in agreements
        if row.cooperation_id != procurement.cooperation_id
    )


def decided_by(procurement: "Procurement", before: Decision | None) -> Answer:
    """A procurement starts by a decision of its own cooperation, whose meeting was not cancelled; what has left its
    draft by one keeps it, or gets another in its place, and does not go without."""
    decision = procurement.decision
    if decision is None:
        kept = before is None or procurement.stage == Stage.DRAFT
        return Allowed() if kept else denied(_("It was started by a decision, and keeps one."), "decision")
    if decision == before:
        return Allowed()
    starts = max(timezone.localdate(), decision.takes_effect_on)
    return stands_on(decision, cooperation_id=procurement.cooperation_id, valid_from=starts)


def _contradictions(procurement: "Procurement") -> Iterator[Reason]:
    if not procurement.title:
        yield Reason(_("Give the procurement a title."), field="title")
    low, high = procurement.estimated_min, procurement.estimated_max
    if any(amount is not None and amount < 0 for amount in (low, high)):
        yield Reason(_("An amount is never negative."), field="estimated_min")
    if low is not None and high is not None and high < low:
        yield Reason(_("The range ends below its beginning."), field="estimated_max")
    weight = procurement.climate_weight
    if weight is not None and not 0 <= weight <= 100:
        yield Reason(_("A weight lies between 0 and 100 per cent."), field="climate_weight")
    if procurement.agreement_months is not None and procurement.agreement_months < 1:
        yield Reason(_("An agreement lasts a month at least."), field="agreement_months")
    yield from _disorder(procurement)
    answers, notice = procurement.answers_due_on, procurement.notice_on
    if answers is not None and notice is not None and answers > notice:
        text = _("Members answer before the contract notice, which is planned on %(day)s.")
        yield Reason(text, field="answers_due_on", params={"day": notice})
    here, decision, after = procurement.cooperation_id, procurement.decision, procurement.after
    if decision is not None and decision.meeting.cooperation_id != here:
        yield Reason(_("The decision was taken in another cooperation."), field="decision")
    if after is not None and after.cooperation_id != here:
        yield Reason(_("Choose a procurement of the same cooperation."), field="after")
    elif after is not None and _comes_round(procurement):
        yield Reason(_("It cannot start after itself, nor after what starts after it."), field="after")


def _disorder(procurement: "Procurement") -> Iterator[Reason]:
    days = [(name, day) for name in DAYS if (day := getattr(procurement, name)) is not None]
    for (_earlier, before), (name, day) in pairwise(days):
        # Tenders are never due on the day of the notice; everything else may fall together.
        if day < before or (name == "tenders_due_on" and day == procurement.notice_on):
            yield Reason(
                _("This comes before the step that goes before it, on %(day)s."), field=name, params={"day": before}
            )


def _comes_round(procurement: "Procurement") -> bool:
    """Whether the procurements that it waits for lead back to it."""
    seen, other = {procurement.pk}, procurement.after_id
    while other is not None:
        if other in seen:
            return True
        seen.add(other)
        other = type(procurement).objects.filter(pk=other).values_list("after", flat=True).first()
    return False
