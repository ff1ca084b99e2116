"""Making a proposal, weighing it, talking about it, and gathering what is one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.law.answers import denied
from portal.organisations.models import Cooperation, Membership, Organisation
from portal.reference.models import CpvCode
from portal.workflow import audit, transitions
from portal.workflow.errors import Refused, ask
from portal.workflow.versions import locked
from procurements.letters import proposals as letters
from procurements.models import Need, Proposal, ProposalComment, Workshop
from procurements.proposals.askers import askers, family
from procurements.rules import proposals as rules
from procurements.states.proposals import DECIDED, PROPOSAL, Area, Effort, Priority

SAY_WHAT = denied(_("Say what to procure together."), "title")
SAY_COMMENT = denied(_("Write a comment."), "text")
SAY_WHY = denied(_("Say why it is taken up again."), "reason")
NO_MEMBER = denied(_("That organisation is not a member of the cooperation."), "organisation")
OTHER_WORKSHOP = denied(_("That workshop belongs to another cooperation."))
OTHER_NEED = denied(_("That need belongs to no member of the cooperation, or is not yours to see."), "needs")
JOINED_ELSEWHERE = denied(_("That need belongs to another proposal already."), "needs")


@dataclass(frozen=True)
class ProposalData:
    """What is said of a proposal. Amounts are ex VAT a year in the cooperation's currency; None is unknown.
    ``organisation`` is for whom it is proposed; None is for all members."""

    title: str
    organisation: Organisation | None = None
    description: str = ""
    area: str = Area.OTHER
    cpv: CpvCode | None = None
    estimated_value: Decimal | None = None
    expected_benefit: Decimal | None = None
    benefit_note: str = ""
    effort: str = Effort.MEDIUM
    priority: str = Priority.NORMAL
    wanted_by: date | None = None


FIELDS = tuple(ProposalData.__dataclass_fields__)
#: What the working group and the office state, and nobody else.
WEIGHED = ("expected_benefit", "benefit_note", "effort", "priority")


@transaction.atomic
def propose(
    *,
    by: Any,
    cooperation_id: int,
    data: ProposalData,
    workshop: Workshop | None = None,
    needs: Iterable[Need] = (),
    branch: str = "",
) -> Proposal:
    """Propose that members procure something together; ``needs`` become part of it. ``branch`` is that of the
    opportunity from which it is made. Raises ``Refused``."""
    actor = actor_of(by)
    organisation = data.organisation
    ask(rules.may_propose(actor, cooperation_id, organisation.pk if organisation else None))
    if workshop is not None and workshop.cooperation_id != cooperation_id:
        raise Refused(OTHER_WORKSHOP)
    cooperation = Cooperation.objects.get(pk=cooperation_id)
    proposal = Proposal(cooperation=cooperation, proposed_by=by, workshop=workshop, branch=branch)
    _write(proposal, data, by)
    changes = {name: (None, value) for name, value in _facts(proposal).items() if value}
    audit.record("proposal.proposed", proposal, by=by, changes=changes)
    _join(by, proposal, needs)
    return proposal


@transaction.atomic
def edit(*, by: Any, proposal_id: int, version: int, data: ProposalData) -> Proposal:
    """Change what is said of a proposal that awaits the working group. Raises ``Refused`` and ``Conflict``."""
    proposal = locked(Proposal, proposal_id, version)
    actor = actor_of(by)
    ask(rules.may_edit(actor, proposal))
    if data.organisation is not None and data.organisation.pk != proposal.organisation_id:
        ask(rules.may_propose(actor, proposal.cooperation_id, data.organisation.pk))
    before = _facts(proposal)
    proposal.version += 1
    _write(proposal, data, by)
    if changes := audit.differences(before, _facts(proposal)):
        audit.record("proposal.edited", proposal, by=by, changes=changes)
    return proposal


@transaction.atomic
def comment(*, by: Any, proposal_id: int, text: str) -> ProposalComment:
    """Say something about a proposal. Raises ``Refused``."""
    proposal = Proposal.objects.get(pk=proposal_id)
    ask(rules.may_comment(actor_of(by), proposal))
    if not text.strip():
        raise Refused(SAY_COMMENT)
    said = ProposalComment.objects.create(proposal=proposal, by=by, text=text.strip())
    audit.record("proposal.commented", proposal, by=by)
    return said


@transaction.atomic
def join_needs(*, by: Any, proposal_id: int, needs: Iterable[Need]) -> Proposal:
    """Have needs become part of a proposal; whoever reported them gets its answer. Raises ``Refused``."""
    proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal_id)
    ask(rules.may_gather(actor_of(by), proposal))
    _join(by, proposal, needs)
    return proposal


@transaction.atomic
def merge(*, by: Any, proposal_id: int, version: int, into_id: int) -> Proposal:
    """Say that a proposal is one with another, which then stands for both; gives that other. Who asked is kept, and
    gets the other's answer. Votes stay with what was voted on. Raises ``Refused`` and ``Conflict``."""
    rows = Proposal.objects.select_for_update(of=("self",)).filter(pk__in=[proposal_id, into_id]).order_by("pk")
    into = {row.pk: row for row in rows}[into_id]
    proposal = locked(Proposal, proposal_id, version)
    ask(rules.may_merge_into(actor_of(by), proposal, into))
    asked = askers(family(proposal)) - {by.pk}
    proposal.merged_into = into
    proposal.version += 1
    transitions.apply(
        PROPOSAL, "merged", proposal, by=by, field="state", reason=into.title, saving=("merged_into", "version")
    )
    Proposal.objects.filter(merged_into=proposal).update(merged_into=into)
    audit.record("proposal.took_in", into, by=by, changes={"title": (None, proposal.title)})
    if into.state in DECIDED:
        transaction.on_commit(partial(letters.tell_of_answer.delay, into.pk, sorted(asked)))
    return into


@transaction.atomic
def take_up(*, by: Any, proposal_id: int, version: int, reason: str) -> Proposal:
    """Bring back into the backlog what was decided or merged. The former answer stays in its history and in the
    minutes. Raises ``Refused`` and ``Conflict``."""
    proposal = locked(Proposal, proposal_id, version, "procurement")
    ask(rules.may_take_up(actor_of(by), proposal))
    if not reason.strip():
        raise Refused(SAY_WHY)
    proposal.version += 1
    emptied = {
        "merged_into": None,
        "meeting": None,
        "decision": None,
        "answer": "",
        "revisit_on": None,
        "national_agreement": None,
        "national_agreement_name": "",
        "procurement": None,
    }
    for name, value in emptied.items():
        setattr(proposal, name, value)
    transitions.apply(
        PROPOSAL, "taken_up", proposal, by=by, field="state", reason=reason.strip(), saving=(*emptied, "version")
    )
    return proposal


def _join(by: Any, proposal: Proposal, needs: Iterable[Need]) -> None:
    wanted = {need.pk for need in needs}
    if not wanted:
        return
    members = Membership.objects.filter(cooperation=proposal.cooperation_id).values("organisation")
    seen = Need.objects.visible_to(by).filter(organisation__in=members, pk__in=wanted)
    rows = list(Need.objects.select_for_update(of=("self",)).filter(pk__in=seen.values("pk")).order_by("pk"))
    if len(rows) < len(wanted):
        raise Refused(OTHER_NEED)
    for need in rows:
        if need.proposal_id == proposal.pk:
            continue
        if need.proposal_id is not None:
            raise Refused(JOINED_ELSEWHERE)
        need.proposal = proposal
        need.version += 1
        need.save(update_fields=["proposal", "version"])
        audit.record("need.joined", need, by=by, changes={"proposal": (None, proposal.title)})
        audit.record("proposal.took_in_need", proposal, by=by, changes={"need": (None, need.what)})
    if proposal.state in DECIDED:
        told = sorted({need.reported_by_id for need in rows} - {by.pk})
        transaction.on_commit(partial(letters.tell_of_answer.delay, proposal.pk, told))


def _facts(proposal: Proposal) -> dict[str, Any]:
    return {name: audit.plain(getattr(proposal, name)) for name in FIELDS}


def _write(proposal: Proposal, data: ProposalData, by: Any) -> None:
    title = " ".join(data.title.split())
    if not title:
        raise Refused(SAY_WHAT)
    weighs = any(getattr(data, name) != getattr(proposal, name) for name in WEIGHED)
    if weighs:
        ask(rules.may_weigh(actor_of(by), proposal.cooperation_id))
    if data.organisation is not None and data.organisation.pk != proposal.organisation_id:
        members = Membership.objects.on(timezone.localdate()).filter(cooperation=proposal.cooperation_id)
        if not members.filter(organisation=data.organisation).exists():
            raise Refused(NO_MEMBER)
    for name in FIELDS:
        setattr(proposal, name, getattr(data, name))
    proposal.title = title
    proposal.save()
