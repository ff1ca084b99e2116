"""Putting proposals on a meeting of the working group, and recording what it decided there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Agreement
from portal.accounts.actor import actor_of
from portal.governance.models import AgendaItem, AgendaKind, Decision, Meeting
from portal.governance.rules.meetings import is_unlocked
from portal.governance.services.agenda import ItemData, add_item, item_about, remove_item
from portal.governance.services.decisions import DecisionData, record_decision
from portal.governance.services.meetings import MeetingData, close_meeting, register_meeting
from portal.law.answers import denied
from portal.law.voting import Count
from portal.web import formats
from portal.workflow import audit, transitions
from portal.workflow.errors import Conflict, Refused, ask, refused
from portal.workflow.versions import locked
from procurements.letters import proposals as letters
from procurements.models import Proposal
from procurements.proposals.askers import askers, family
from procurements.proposals.electorate import Electorate
from procurements.rules import proposals as rules
from procurements.services import procurements
from procurements.services.procurements import ProcurementData
from procurements.states.proposals import OUTCOMES, PROPOSAL, ProposalState

NO_MEETING = denied(gettext_lazy("Choose the meeting, or say when it was held."), "meeting")
OTHER_MEETING = denied(gettext_lazy("That meeting belongs to another cooperation."), "meeting")
NOT_HELD = denied(gettext_lazy("The meeting has not been held yet: put the proposals on it until then."), "meeting")
NOTHING_CHOSEN = denied(gettext_lazy("Choose at least one proposal."))

STEP_TO = {state: name for name, state in OUTCOMES.items()}


@dataclass(frozen=True)
class Verdict:
    """What the working group answers to one proposal. ``answer`` holds the reasons, ``revisit_on`` the day on which one
    that is put off comes back, and the national agreement stands in the register or is named."""

    proposal_id: int
    version: int
    outcome: str
    answer: str
    revisit_on: date | None = None
    national_agreement: Agreement | None = None
    national_agreement_name: str = ""


@transaction.atomic
def schedule(
    *, by: Any, cooperation_id: int, proposals: Iterable[int], meeting: Meeting | None, new: MeetingData | None = None
) -> Meeting:
    """Put proposals on a meeting, which is registered on the way when it is ``new``: votes are open until that day.
    Raises ``Refused``."""
    ask(rules.may_record(actor_of(by), cooperation_id))
    rows = list(
        Proposal.objects.select_for_update(of=("self",))
        .filter(pk__in=list(proposals), cooperation=cooperation_id)
        .select_related("meeting")
        .order_by("pk")
    )
    if not rows:
        raise Refused(NOTHING_CHOSEN)
    held = _meeting(by, cooperation_id, meeting, new)
    for proposal in rows:
        ask(rules.may_decide(actor_of(by), proposal))
        _take_up(by, held, proposal)
        if proposal.meeting_id == held.pk:
            continue
        if proposal.meeting is not None:
            _leave(by, proposal.meeting, proposal)
        changes = {"meeting": (_day_of(proposal.meeting), _day_of(held))}
        proposal.meeting = held
        proposal.version += 1
        proposal.save(update_fields=["meeting", "version"])
        audit.record("proposal.scheduled", proposal, by=by, changes=changes)
    return held


@transaction.atomic
def decide(
    *,
    by: Any,
    cooperation_id: int,
    verdicts: Sequence[Verdict],
    meeting: Meeting | None,
    new: MeetingData | None = None,
) -> Meeting:
    """Record what the working group decided on proposals: a decision of the meeting for each, with its votes as they
    stand. What is procured together begins as a draft procurement. Whoever asked gets a letter.

    All of it or nothing. Raises ``Refused``; a reason of one proposal names its field as ``answer-<id>``.
    """
    ask(rules.may_record(actor_of(by), cooperation_id))
    if not verdicts:
        raise Refused(NOTHING_CHOSEN)
    held = _meeting(by, cooperation_id, meeting, new)
    today = timezone.localdate()
    if held.held_on > today:
        raise Refused(NOT_HELD)
    rows = {verdict.proposal_id: _locked(by, cooperation_id, verdict) for verdict in verdicts}
    electorate = Electorate(today)
    for verdict in verdicts:
        proposal = rows[verdict.proposal_id]
        _decide(by, held, proposal, verdict, electorate.count(proposal))
    if meeting is None:  # registered as one that has been held
        held.refresh_from_db(fields=["version"])
        held = close_meeting(by=by, meeting_id=held.pk, version=held.version)
    return held


def _meeting(by: Any, cooperation_id: int, meeting: Meeting | None, new: MeetingData | None) -> Meeting:
    if meeting is None:
        if new is None:
            raise Refused(NO_MEETING)
        return register_meeting(by=by, cooperation_id=cooperation_id, data=new)
    if meeting.cooperation_id != cooperation_id:
        raise Refused(OTHER_MEETING)
    ask(is_unlocked(meeting))
    return meeting


def _take_up(by: Any, meeting: Meeting, proposal: Proposal) -> AgendaItem:
    """The item of the meeting's agenda on which a proposal stands; it is put there where there is none."""
    data = ItemData(title=Truncator(proposal.title).chars(200), kind=AgendaKind.PROPOSAL, about=proposal)
    return item_about(meeting, proposal) or add_item(by=by, meeting_id=meeting.pk, data=data)


def _leave(by: Any, meeting: Meeting, proposal: Proposal) -> None:
    """Take a proposal off the agenda of a meeting that does not decide it after all, as far as that is still open."""
    item = item_about(meeting, proposal)
    if item is not None and is_unlocked(meeting) and not item.minutes and not item.decisions.exists():
        remove_item(by=by, item_id=item.pk)


def _day_of(meeting: Meeting | None) -> str | None:
    return f"{meeting.title}, {formats.date(meeting.held_on)}" if meeting else None


def _locked(by: Any, cooperation_id: int, verdict: Verdict) -> Proposal:
    """The proposal, locked, if the verdict can be recorded on it."""
    pk = verdict.proposal_id
    try:
        proposal = locked(Proposal, pk, verdict.version, "cooperation", "cpv", "organisation")
    except Conflict:
        raise refused(
            gettext_lazy("Somebody has changed this proposal meanwhile. Open it, and then record the decision anew."),
            f"outcome-{pk}",
        ) from None
    if proposal.cooperation_id != cooperation_id:
        raise Refused(rules.NOT_THE_OFFICE)
    ask(rules.may_decide(actor_of(by), proposal))
    if verdict.outcome not in STEP_TO:
        raise refused(gettext_lazy("Say what was decided."), f"outcome-{pk}")
    if not verdict.answer.strip():
        raise refused(gettext_lazy("Write the reasons: whoever proposed it reads them."), f"answer-{pk}")
    if verdict.outcome == ProposalState.NATIONAL and not (
        verdict.national_agreement or verdict.national_agreement_name.strip()
    ):
        raise refused(gettext_lazy("Say which national agreement."), f"national_agreement-{pk}")
    if verdict.revisit_on is not None and verdict.revisit_on <= timezone.localdate():
        raise refused(gettext_lazy("Choose a day to come."), f"revisit_on-{pk}")
    return proposal


def _decide(by: Any, meeting: Meeting, proposal: Proposal, verdict: Verdict, votes: Count) -> None:
    outcome = ProposalState(verdict.outcome)
    is_national = outcome == ProposalState.NATIONAL
    proposal.answer = verdict.answer.strip()
    proposal.meeting = meeting
    proposal.national_agreement = verdict.national_agreement if is_national else None
    proposal.national_agreement_name = verdict.national_agreement_name.strip() if is_national else ""
    proposal.revisit_on = verdict.revisit_on if outcome == ProposalState.LATER else None
    proposal.decision = _record(by, meeting, proposal, outcome, votes)
    if outcome == ProposalState.TOGETHER:
        proposal.procurement = _begin(by, proposal)
    proposal.version += 1
    saving = (
        "answer",
        "meeting",
        "decision",
        "national_agreement",
        "national_agreement_name",
        "revisit_on",
        "procurement",
        "version",
    )
    transitions.apply(PROPOSAL, STEP_TO[outcome], proposal, by=by, field="state", reason=proposal.answer, saving=saving)
    told = sorted(askers(family(proposal)) - {by.pk})
    transaction.on_commit(partial(letters.tell_of_answer.delay, proposal.pk, told))


def _record(by: Any, meeting: Meeting, proposal: Proposal, outcome: ProposalState, votes: Count) -> Decision:
    """The decision in the meeting's minutes. Its votes are those for and against procuring together."""
    unanimous = votes.is_unanimous(carried=outcome == ProposalState.TOGETHER)
    title = Truncator(f"{proposal.title}: {outcome.label}").chars(200)
    data = DecisionData(
        item=_take_up(by, meeting, proposal),
        title=title,
        wording="\n\n".join(_wording(proposal, outcome, votes)),
        takes_effect_on=meeting.held_on,
        is_unanimous=unanimous,
        votes_for=None if unanimous else len(votes.in_favour),
        votes_against=None if unanimous else len(votes.against),
        voted_before=True,
    )
    return record_decision(by=by, meeting_id=meeting.pk, data=data)


def _wording(proposal: Proposal, outcome: ProposalState, votes: Count) -> Iterable[str]:
    named = {"title": proposal.title}
    if outcome == ProposalState.TOGETHER:
        yield _("The members procure “%(title)s” together.") % named
    elif outcome == ProposalState.MEMBERS:
        yield _("“%(title)s” is left to each member.") % named
    elif outcome == ProposalState.NATIONAL:
        agreement = proposal.national_agreement or proposal.national_agreement_name
        yield _("“%(title)s” is referred to a national agreement: %(agreement)s.") % (named | {"agreement": agreement})
    elif proposal.revisit_on:
        day = formats.date(proposal.revisit_on)
        yield _("“%(title)s” is put off and taken up again on %(day)s.") % (named | {"day": day})
    else:
        yield _("“%(title)s” is put off.") % named
    yield proposal.answer
    yield _(
        "Votes on procuring together: %(for)s for, %(against)s against, %(abstaining)s abstaining; "
        "%(silent)s municipalities have not voted."
    ) % {
        "for": len(votes.in_favour),
        "against": len(votes.against),
        "abstaining": len(votes.abstaining),
        "silent": len(votes.silent),
    }


def _begin(by: Any, proposal: Proposal) -> Any:
    """The draft procurement that the decision starts; it points back at the decision."""
    wanted = proposal.wanted_by
    data = ProcurementData(
        title=proposal.title,
        description=proposal.description,
        cpvs=(proposal.cpv,) if proposal.cpv else (),
        starts_on=wanted if wanted and wanted > timezone.localdate() else None,
    )
    procurement = procurements.register(by=by, cooperation_id=proposal.cooperation_id, data=data)
    procurement.decision = proposal.decision
    procurement.save(update_fields=["decision"])
    audit.record("procurement.decided", procurement, by=by, changes={"decision": (None, str(proposal.decision))})
    return procurement
