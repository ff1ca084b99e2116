"""Who writes, judges and approves requirements, and when a specification is whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from portal.accounts.actor import Actor, Place, Role
from portal.law.answers import Allowed, Answer, Reason, answer, denied
from portal.organisations.models import Seat
from portal.organisations.periods import valid_on
from portal.workflow.transitions import WRONG_STATUS
from procurements.states.requirements import (
    REQUIREMENT,
    SPECIFICATION,
    WRITTEN_IN,
    RequirementState,
    SpecificationState,
)
from procurements.states.stages import Stage

if TYPE_CHECKING:
    from procurements.models import Procurement, Requirement, RequirementComment, Specification, SpecificationApproval

WHOLE = Decimal(100)
LONGEST = 5000  # characters; whoever writes more writes several requirements

GROUP_ONLY = denied(_("Requirements are written by the procurement's agreement group and the cooperation's office."))
JUDGES_ONLY = denied(_("This is for the cooperation's office and the chair of the agreement group."))
CHAIR_ONLY = denied(_("Only the chair of the agreement group may decide."))
SEATS_ONLY = denied(_("Only who has a seat in the agreement group answers."))
LOCKED = denied(_("From ready to publish on the requirements stand as they were approved. Go back to change them."))
BEING_APPROVED = denied(
    _("The specification has been put forward, and nothing of it is changed. Open it again to go on writing.")
)
APPROVED = denied(
    _("The specification is approved, and nothing of it is changed. The office and the chair can open it again.")
)
NOT_YET = denied(_("A specification is put forward once the procurement has come to its specification."))
STILL_A_DRAFT = denied(_("The procurement is a draft: publish it in the plan before experts learn of it."))


# Who is who


def is_chair(actor: Actor, procurement: "Procurement") -> bool:
    """Whether the actor chairs the procurement's agreement group today."""
    seats = Seat.objects.filter(
        valid_on(timezone.localdate()), group=procurement.group_id, is_chair=True, user=actor.user.pk
    )
    return in_group(actor, procurement) and seats.exists()


def in_group(actor: Actor, procurement: "Procurement") -> bool:
    """Whether the actor has a seat in the procurement's agreement group."""
    return procurement.group_id is not None and procurement.group_id in actor.places(Place.GROUP, Role.EXPERT)


def _in_office(actor: Actor, procurement: "Procurement") -> bool:
    return procurement.cooperation_id in actor.office


def _writes(actor: Actor, procurement: "Procurement") -> bool:
    """A draft is the office's alone."""
    seated = in_group(actor, procurement) and procurement.stage != Stage.DRAFT
    return seated or _in_office(actor, procurement)


def judges(actor: Actor, procurement: "Procurement") -> bool:
    """Whether the actor is of those who accept, decline and put forward: the office and the chair."""
    return _in_office(actor, procurement) or is_chair(actor, procurement)


# What may be done


def may_write(actor: Actor, procurement: "Procurement") -> Answer:
    """The agreement group and the office contribute, word anew, put in order and comment, until it is put forward."""
    return is_open(procurement) if _writes(actor, procurement) else GROUP_ONLY


def is_open(procurement: "Procurement") -> Answer:
    """Whether requirements can be written at all: neither put forward, approved nor ready to publish."""
    if procurement.stage not in WRITTEN_IN:
        return LOCKED
    specification = getattr(procurement, "specification", None)
    if specification is None or specification.state == SpecificationState.OPEN:
        return Allowed()
    return APPROVED if specification.state == SpecificationState.APPROVED else BEING_APPROVED


def may_edit(actor: Actor, requirement: "Requirement") -> Answer:
    """A declined one is proposed again first."""
    allowed = may_write(actor, requirement.procurement)
    return WRONG_STATUS if allowed and requirement.state == RequirementState.DECLINED else allowed


def may_judge(actor: Actor, procurement: "Procurement") -> Answer:
    """The office and the chair accept and decline."""
    return is_open(procurement) if judges(actor, procurement) else JUDGES_ONLY


def may_step(actor: Actor, name: str, requirement: "Requirement") -> Answer:
    """Accept, decline, or call it a proposal again."""
    allowed = may_judge(actor, requirement.procurement)
    if allowed and not REQUIREMENT.possible(name, requirement.state):
        return WRONG_STATUS
    return allowed


def keeps_acceptance(actor: Actor, requirement: "Requirement") -> bool:
    """What is accepted stays so when the office or the chair words it anew; otherwise it is proposed again."""
    return judges(actor, requirement.procurement)


def may_comment(actor: Actor, procurement: "Procurement") -> Answer:
    """The group and the office, also while it is put forward: that is when most is said."""
    if not _writes(actor, procurement):
        return GROUP_ONLY
    return Allowed() if procurement.stage in WRITTEN_IN else LOCKED


def may_resolve(actor: Actor, comment: "RequirementComment") -> Answer:
    """Whoever began the thread, the office and the chair."""
    procurement = comment.requirement.procurement
    allowed = may_comment(actor, procurement)
    if not allowed or comment.by_id == actor.user.pk or judges(actor, procurement):
        return allowed
    return JUDGES_ONLY


def may_put_forward(actor: Actor, procurement: "Procurement") -> Answer:
    """The office and the chair, once the specification is whole and there is a group to answer."""
    allowed = may_judge(actor, procurement)
    if not allowed:
        return allowed
    if procurement.stage != Stage.SPECIFICATION:
        return NOT_YET
    return answer(unfinished(procurement))


def may_answer(actor: Actor, specification: "Specification") -> Answer:
    """Everybody who has a seat in the group, by name, until the specification is approved."""
    if not in_group(actor, specification.procurement):
        return SEATS_ONLY
    return Allowed() if specification.state == SpecificationState.PUT_FORWARD else WRONG_STATUS


def may_decide(actor: Actor, specification: "Specification") -> Answer:
    """The chair, by the majority of the seats. See ``Standing``."""
    if not is_chair(actor, specification.procurement):
        return CHAIR_ONLY
    if not SPECIFICATION.possible("approved", specification.state):
        return WRONG_STATUS
    standing = standing_of(specification)
    if not standing.has_majority:
        return denied(
            _("More than half of the seats have to approve: %(needed)s of %(seats)s. So far %(approving)s have."),
            "reason",
            needed=standing.needed,
            seats=len(standing.seats),
            approving=standing.approving,
        )
    return Allowed()


def may_open_again(actor: Actor, specification: "Specification") -> Answer:
    """The office and the chair, as long as the procurement is not ready to publish."""
    if not judges(actor, specification.procurement):
        return JUDGES_ONLY
    if specification.procurement.stage not in WRITTEN_IN:
        return LOCKED
    return Allowed() if SPECIFICATION.possible("opened_again", specification.state) else WRONG_STATUS


def may_appoint(actor: Actor, procurement: "Procurement") -> Answer:
    """The office appoints the agreement group, from the plan until the notice is out: the letter to an expert and the
    group's name, which all members read, say what is going to be bought."""
    if not _in_office(actor, procurement):
        return denied(_("Only the cooperation's office appoints the agreement group."))
    if procurement.stage == Stage.DRAFT:
        return STILL_A_DRAFT
    return Allowed() if procurement.stage in (*WRITTEN_IN, Stage.READY) else WRONG_STATUS


# How an approval comes about


@dataclass(frozen=True)
class Answered:
    """A seat of the group and what its holder answered; None as long as nothing."""

    seat: Seat
    approval: "SpecificationApproval | None"


@dataclass(frozen=True)
class Standing:
    """How the group has answered to the latest revision.

    It is approved when the holder of every seat of that day has approved. Where somebody objects or does not answer,
    the chair may decide, with a reason, as soon as more than half of all seats approve. A seat without an answer
    counts as one that does not approve.
    """

    seats: tuple[Answered, ...]

    @property
    def approving(self) -> int:
        return sum(1 for row in self.seats if row.approval is not None and row.approval.approves)

    @property
    def objecting(self) -> int:
        return sum(1 for row in self.seats if row.approval is not None and not row.approval.approves)

    @property
    def waiting(self) -> int:
        return len(self.seats) - self.approving - self.objecting

    @property
    def needed(self) -> int:
        """The least number that is more than half of the seats."""
        return len(self.seats) // 2 + 1

    @property
    def is_unanimous(self) -> bool:
        return bool(self.seats) and self.approving == len(self.seats)

    @property
    def has_majority(self) -> bool:
        return self.approving >= self.needed


def seats_of(procurement: "Procurement") -> list[Seat]:
    """The seats of the procurement's agreement group today, the chair's first."""
    if procurement.group_id is None:
        return []
    seats = Seat.objects.filter(valid_on(timezone.localdate()), group=procurement.group_id)
    return list(seats.select_related("user", "organisation").order_by("-is_chair", "user__name"))


def standing_of(specification: "Specification") -> Standing:
    """How the group has answered to the latest revision, seat by seat; answers of those who left are not counted."""
    latest = specification.revisions.filter(number=specification.revision).first()
    answers = latest.approvals.select_related("person", "organisation") if latest else ()
    by_seat = {row.seat_id: row for row in answers}
    return Standing(tuple(Answered(seat, by_seat.get(seat.pk)) for seat in seats_of(specification.procurement)))


# What is missing


def gaps(procurement: "Procurement") -> Iterator[Reason]:
    """What a specification lacks before its procurement is ready to publish."""
    yield from unfinished(procurement)
    specification = getattr(procurement, "specification", None)
    if specification is None or specification.state != SpecificationState.APPROVED:
        yield Reason(_("The agreement group has not approved the specification."), field="requirements")


def unfinished(procurement: "Procurement") -> Iterator[Reason]:
    """What a specification lacks before the group is asked to approve it."""
    if not seats_of(procurement):
        yield Reason(_("Appoint an agreement group: it approves the specification."), field="group")
    found = procurement.requirements.summed()
    if not found["accepted"]:
        yield _gap(_("No requirement has been accepted."))
    if found["proposed"]:
        yield _counted(
            found["proposed"],
            ngettext_lazy(
                "%(n)s proposed requirement is neither accepted nor declined.",
                "%(n)s proposed requirements are neither accepted nor declined.",
                "n",
            ),
        )
    if threads := open_threads(procurement):
        yield _counted(threads, ngettext_lazy("%(n)s comment is open.", "%(n)s comments are open.", "n"))
    if found["weigh"] not in (0, WHOLE):
        yield _gap(_("The weights add up to %(weight)s %%, and have to make 100 %%."), weight=found["weigh"])


def open_threads(procurement: "Procurement") -> int:
    """How many threads of comments nobody has called resolved; those of declined requirements do not count."""
    rows = procurement.requirements.exclude(state=RequirementState.DECLINED)
    return rows.filter(comments__thread=None, comments__isnull=False, comments__resolved_at=None).count()


def climate_weight_of(procurement: "Procurement") -> Decimal:
    """What the accepted requirements that concern climate and environment weigh together, in per cent (rule 11)."""
    return procurement.requirements.accepted().filter(is_climate=True).weight()


def well_formed(requirement: Any) -> Answer:
    """What every wording keeps: words, and a weight where it is weighted, never else."""
    return answer(_contradictions(requirement))


def _contradictions(requirement: Any) -> Iterator[Reason]:
    if not requirement.text:
        yield Reason(_("Write the requirement."), field="text")
    for name in ("text", "verification"):
        if len(getattr(requirement, name)) > LONGEST:
            yield Reason(_("Write at most %(most)s characters."), field=name, params={"most": LONGEST})
    if requirement.strength == "weighted":
        if requirement.weight is None or not 0 < requirement.weight <= WHOLE:
            yield Reason(_("Say how much it weighs, between 0 and 100 per cent."), field="weight")
    elif requirement.weight is not None:
        yield Reason(_("A mandatory requirement has no weight: a tender meets it or is rejected."), field="weight")


def _gap(text: Any, **params: Any) -> Reason:
    return Reason(text, field="requirements", params=params)


def _counted(number: int, text: Any) -> Reason:
    return Reason(text, field="requirements", params={"n": number})
