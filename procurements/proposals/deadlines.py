"""What falls due in proposals: the votes before a meeting, and what was put off until a day."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.organisations.models import GroupKind, Membership, Seat
from portal.organisations.offices import Offices
from portal.organisations.periods import valid_on
from portal.workflow.deadlines import Deadline, Kind, Window
from procurements.models import Proposal
from procurements.proposals.electorate import Electorate
from procurements.states.proposals import ProposalState

VOTE = Kind("vote", gettext_lazy("Vote before a meeting"), (14, 3, 1))
REVISIT = Kind("proposal-revisit", gettext_lazy("Take up a proposal again"), (14, 0), stays=True)

Voters = dict[tuple[int, int], set[int]]


def seat_holders(day: date) -> Voters:
    """Who sits in a cooperation's working group for an organisation on a day, by the ids of both."""
    found: Voters = defaultdict(set)
    seats = Seat.objects.filter(
        valid_on(day), group__kind=GroupKind.WORKING, organisation__isnull=False, user__is_active=True
    )
    for cooperation, organisation, person in seats.values_list("group__cooperation", "organisation", "user"):
        found[cooperation, organisation].add(person)
    return found


def to_vote(window: Window) -> Iterator[Deadline]:
    """For each municipality and meeting the proposals on which it has not voted, for those who vote for it."""
    offices, seated = window.once(Offices.on), window.once(seat_holders)
    electorate = window.once(Electorate)
    unheard: dict[tuple[int, int], int] = defaultdict(int)
    meetings = {}
    waiting = before_meetings(window).select_related("meeting").prefetch_related("votes")
    for row in waiting.order_by("meeting__held_on", "pk"):
        meetings[row.meeting_id] = row.meeting
        for voter in electorate.silent(row):
            unheard[row.meeting_id, voter.pk] += 1
    for (meeting_id, voter_id), n in unheard.items():
        meeting = meetings[meeting_id]
        people = offices.contacts[voter_id] | seated[meeting.cooperation_id, voter_id]
        if window.person is not None and window.person not in people:
            continue
        name = electorate.voters(meeting.cooperation_id)[voter_id].name
        said = ngettext("Vote on %(n)s proposal for %(name)s", "Vote on %(n)s proposals for %(name)s", n)
        yield Deadline(
            key=f"vote:{meeting_id}:{voter_id}",
            kind=VOTE,
            day=meeting.held_on,
            title=said % {"n": n, "name": name},
            about=meeting.title,
            url=f"{reverse('proposal-list')}?{urlencode({'unvoted': 1, 'meeting': meeting_id})}",
            to=tuple(sorted(people)),
        )


def before_meetings(window: Window) -> QuerySet[Proposal]:
    """The proposals behind ``to_vote``; a person's are those of the cooperations in which the person votes."""
    rows = Proposal.objects.waiting().filter(
        meeting__held_on__gte=max(window.first, window.today), meeting__held_on__lte=window.last
    )
    if window.person is None:
        return rows
    counselled = window.once(Offices.on).counselled_by(window.person)
    members = Membership.objects.on(window.today).filter(organisation__in=counselled)
    seats = Seat.objects.filter(valid_on(window.today), group__kind=GroupKind.WORKING, user=window.person)
    return rows.filter(
        Q(cooperation__in=members.values("cooperation")) | Q(cooperation__in=seats.values("group__cooperation"))
    )


def to_revisit(window: Window) -> Iterator[Deadline]:
    """What the working group put off until a day, for those who lead the cooperation."""
    offices = window.once(Offices.on)
    for row in window.nearest(put_off(window), "revisit_on"):
        yield Deadline(
            key=f"proposal-revisit:{row.pk}",
            kind=REVISIT,
            day=row.revisit_on,
            title=_("Take it up again in the working group"),
            about=row.title,
            url=row.get_absolute_url(),
            to=offices.leading(row.cooperation_id),
        )


def put_off(window: Window) -> QuerySet[Proposal]:
    """The proposals behind ``to_revisit``."""
    offices = window.once(Offices.on)
    concerning = Q() if window.person is None else Q(cooperation__in=offices.led_by(window.person))
    return Proposal.objects.filter(concerning, state=ProposalState.LATER, revisit_on__lte=window.last)
