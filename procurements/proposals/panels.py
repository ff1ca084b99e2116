"""What the pages of procurements, needs and meetings show of proposals."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from portal.accounts.actor import actor_of
from portal.governance.models import Meeting
from portal.web.panels import first_of
from procurements.models import Need, Procurement, Proposal
from procurements.proposals.askers import family, needs_behind
from procurements.proposals.backlog import TONES
from procurements.proposals.electorate import Electorate
from procurements.querysets.proposals import RANK
from procurements.rules import proposals as rules
from procurements.states.needs import NeedState

MOST_ALIKE = 4
SHOWN = 5
LATEST = 3


def of_procurement(request: HttpRequest, procurement: Procurement) -> dict[str, Any] | None:
    """The proposals and the decision from which a procurement comes, for those who see proposals."""
    seen = Proposal.objects.visible_to(request.user).filter(procurement=procurement)
    rows = list(seen.select_related("proposed_by", "decision__meeting").prefetch_related("votes"))
    electorate = Electorate(timezone.localdate())
    origins = [(row, electorate.count(row), needs_behind(family(row)).count()) for row in rows]
    return {"origins": origins} if origins else None


def of_need(request: HttpRequest, need: Need) -> dict[str, Any] | None:
    """The proposal of which a need is part, or the way to make it one, for those who may propose."""
    seen = Proposal.objects.visible_to(request.user)
    if need.proposal_id:
        proposal = seen.filter(pk=need.proposal_id).first()
        return {"proposal": proposal, "need": need} if proposal else None
    actor = actor_of(request.user)
    cooperations = rules.cooperations_of(actor)
    homes = set(
        need.organisation.memberships.filter(cooperation__in=cooperations).values_list("cooperation", flat=True)
    )
    if need.state == NeedState.MERGED or not any(
        rules.may_propose(actor, home, need.organisation_id) for home in homes
    ):
        return None
    alike = seen.filter(cooperation__in=homes).like(need.what, need.cpv_id)[:MOST_ALIKE]
    may_gather = any(rules.is_of_group(actor, home) for home in homes)
    return {"proposal": None, "need": need, "alike": alike, "may_gather": may_gather}


def of_meeting(request: HttpRequest, meeting: Meeting) -> dict[str, Any] | None:
    """The proposals that a meeting decides or has decided."""
    seen = Proposal.objects.visible_to(request.user).filter(Q(meeting=meeting) | Q(decision__meeting=meeting))
    rows = list(seen.prefetch_related("votes").by_rank())
    if not rows:
        return None
    electorate = Electorate(timezone.localdate())
    waiting = [row.pk for row in rows if rules.may_decide(actor_of(request.user), row)]
    address = f"{reverse('proposal-decide')}?{urlencode({'proposal': waiting}, doseq=True)}" if waiting else ""
    return {"rows": [(row, electorate.count(row)) for row in rows], "tones": TONES, "decide_address": address}


def of_reader(request: HttpRequest, reader: Any) -> dict[str, Any] | None:
    """The proposals that await the vote of the reader's municipalities, the next meeting first, and the latest ones."""
    own = rules.all_votes_of(actor_of(request.user))
    if not own:
        return None
    seen = Proposal.objects.visible_to(request.user).select_related("meeting", "proposed_by")
    unvoted = seen.awaiting(own, timezone.localdate())
    first, number = first_of(unvoted.order_by("meeting__held_on", RANK.desc(), "-pk"), SHOWN)
    return {
        "unvoted": first,
        "unvoted_count": number,
        "latest": seen.waiting().exclude(pk__in=[row.pk for row in first]).order_by("-pk")[:LATEST],
    }
