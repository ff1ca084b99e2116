"""Who learns what members need and propose: surface by actor. Suppliers and the public learn nothing of it, nor other
cooperations; a need is read by those who answer for it, and no farther."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.governance.models import Meeting
from portal.workflow import deadlines
from procurements.services import needs, proposals, voting, workshops
from procurements.services.needs import NeedData
from procurements.services.proposals import ProposalData
from procurements.states.proposals import ProposalState
from tests.cast import Cast
from tests.procurements.proposing import make_proposal

#: What stands in a need, in what is proposed, and in what was decided on it; nowhere else.
NEED, PROPOSED = (
    ("Avocet need", "Avocet reasons"),
    ("Dotterel idea", "Dotterel remark", "Dotterel workshop", "Dotterel meeting"),
)
DECIDED = ("Fulmar matter", "Fulmar answer")

MEMBERS = {"administrator", "manager", "officer", "contact", "purchaser", "working", "steering", "expert"}
ANSWERING = MEMBERS - {"steering", "expert"}


@pytest.fixture
def addresses(cast: Cast) -> list[str]:
    """A need, a workshop and proposals, made by the services themselves, and every address that might tell of them."""
    said = NeedData(organisation=cast.municipality, what=NEED[0], description=NEED[1])
    need = needs.report(by=cast.purchaser, data=said)
    day = timezone.localdate() + timedelta(days=10)
    meeting = Meeting.objects.create(cooperation=cast.cooperation, title=PROPOSED[3], held_on=day)
    workshop = workshops.hold(
        by=cast.officer, cooperation_id=cast.cooperation.pk, title=PROPOSED[2], held_on=day, meeting=meeting
    )
    (proposal,) = workshops.type_in(by=cast.officer, workshop_id=workshop.pk, rows=[ProposalData(title=PROPOSED[0])])
    proposals.comment(by=cast.working, proposal_id=proposal.pk, text=PROPOSED[1])
    voting.vote(by=cast.working, proposal_id=proposal.pk, organisation_id=cast.municipality.pk, value="for")
    type(proposal).objects.filter(pk=proposal.pk).update(meeting=meeting)
    decided = make_proposal(cast.cooperation, cast.officer, ProposalState.MEMBERS, DECIDED[0], answer=DECIDED[1])
    of_one = [
        *[reverse(name, args=[need.pk]) for name in ("need", "need-edit", "need-merge")],
        *[
            reverse(name, args=[row.pk])
            for row in (proposal, decided)
            for name in ("proposal", "proposal-edit", "proposal-merge", "proposal-needs", "proposal-take-up")
        ],
        *[reverse(f"workshop{step}", args=[workshop.pk]) for step in ("", "-edit", "-lines", "-close", "-import")],
        f"{reverse('proposal-new')}?need={need.pk}",
        *[
            f"{reverse(name)}?proposal={proposal.pk}"
            for name in ("proposal-choose", "proposal-schedule", "proposal-decide")
        ],
        reverse("meeting", args=[meeting.pk]),
        reverse("meeting", args=[decided.decision.meeting_id]),
        decided.decision.get_absolute_url(),
    ]
    return [
        *of_one,
        *[
            f"{reverse(name)}{query}"
            for name in ("need-list", "proposal-list")
            for query in ("", "?q=e", "?export=csv")
        ],
        f"{reverse('proposal-list')}?meeting={meeting.pk}&workshop={workshop.pk}",
        *[
            reverse(name)
            for name in ("proposal-mine", "workshop-list", "opportunity-list", "deadline-list", "job-list")
        ],
        *[reverse(name) for name in ("start", "dashboard", "procurement-list", "procurement-plan", "calculator")],
        reverse("meeting-list", args=[cast.cooperation.pk]),
        reverse("cooperation", args=[cast.cooperation.pk]),
        reverse("organisation", args=[cast.municipality.pk]),
        reverse("person", args=[cast.purchaser.pk]),
    ]


def read(response: HttpResponse) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", "replace")


def browser_of(cast: Cast, actor: str) -> Client:
    browser = Client()
    if user := cast.user(actor):
        browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def hidden_from(actor: str) -> tuple[str, ...]:
    return (() if actor in ANSWERING else NEED) + (() if actor in MEMBERS else (*PROPOSED, *DECIDED))


def test_backlog_secrecy(cast: Cast, addresses: list[str]) -> None:
    told, kept = [], []
    for actor in Cast.ACTORS:
        browser = browser_of(cast, actor)
        pages = {address: read(browser.get(address)) for address in addresses}
        told += [
            (actor, address, mark) for address, words in pages.items() for mark in hidden_from(actor) if mark in words
        ]
        shown = "".join(pages.values())
        seen = {*NEED, *PROPOSED, *DECIDED} - {*hidden_from(actor)}
        kept += [(actor, mark) for mark in seen if mark not in shown]
    assert told == []
    assert kept == []


def test_refusals_tell_nothing(cast: Cast, addresses: list[str]) -> None:
    for actor in ("supplier", "stranger", "nobody", "public"):
        browser = browser_of(cast, actor)
        for address in addresses:
            answer = browser.post(address, {"version": "1", "reason": "x", "title": "x", "text": "x", "vote": "for"})
            assert answer.status_code < 500, (actor, address)
            assert not any(mark in read(answer) for mark in hidden_from(actor)), (actor, address)


def test_deadlines_reach_members_only(cast: Cast, addresses: list[str]) -> None:
    actors = {cast.user(actor).pk: actor for actor in Cast.ACTORS if cast.user(actor)}
    for row, _lead in deadlines.reached(timezone.localdate(), timedelta(days=365)):
        for person in (*row.to, *row.escalate_to):
            if actor := actors.get(person):
                assert not any(mark in repr(row) for mark in hidden_from(actor)), (actor, row)


def test_an_opportunity_is_proposed_for_members_only(cast: Cast) -> None:
    """Its facts name members and their agreements: whoever does not belong to the cooperation finds no page of it."""
    for actor in set(Cast.ACTORS) - MEMBERS - {"public"}:
        address = reverse("opportunity", args=[cast.cooperation.pk, "909"])
        assert browser_of(cast, actor).get(address).status_code == 404, actor
        assert browser_of(cast, actor).get(
            f"{reverse('opportunity-list')}?cooperation={cast.cooperation.pk}"
        ).status_code in (403, 404)
