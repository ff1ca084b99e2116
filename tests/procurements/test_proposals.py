"""Proposals: voted on by the municipalities, gathered, decided at a meeting, and answered to everybody who asked."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from portal.accounts.actor import Role
from portal.governance.models import Meeting
from portal.governance.services import decisions
from portal.governance.services.decisions import DECISION_FIELDS, DecisionData
from portal.governance.services.meetings import MeetingData
from portal.organisations.models import GroupKind
from portal.workflow import audit, deadlines
from portal.workflow.errors import Conflict, Refused
from procurements.models import Need, Procurement, Proposal, Vote
from procurements.proposals.electorate import Electorate
from procurements.services import deciding, needs, proposals, voting
from procurements.services import procurements as procuring
from procurements.services.deciding import Verdict
from procurements.services.needs import NeedData
from procurements.services.proposals import ProposalData
from procurements.states.proposals import ProposalState
from procurements.states.stages import Stage
from tests import factories
from tests.cast import Cast
from tests.procurements.proposing import make_proposal


@pytest.fixture(autouse=True)
def _in_english(client: Client) -> Iterator[None]:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def neighbours_seat(cast: Cast) -> Any:
    """Who sits in the working group for the neighbouring municipality."""
    person = factories.make_user("Neighbour Test")
    factories.seat(person, cast.cooperation, GroupKind.WORKING, cast.neighbour)
    return person


def propose(cast: Cast, title: str = "Work clothes", **said: Any) -> Proposal:
    by, wanted = said.pop("by", cast.working), said.pop("needs", ())
    return proposals.propose(
        by=by, cooperation_id=cast.cooperation.pk, data=ProposalData(title=title, **said), needs=wanted
    )


def vote(by: Any, proposal: Proposal, organisation: Any, value: str = "for") -> Vote:
    return voting.vote(by=by, proposal_id=proposal.pk, organisation_id=organisation.pk, value=value)


def votes_to_sort_by(day: date) -> tuple[int, int]:
    """What the database counts for and against the only proposal."""
    found = Proposal.objects.all()
    return (
        found.annotate(ayes=found.votes("for", day), noes=found.votes("against", day)).values_list("ayes", "noes").get()
    )


def decide(cast: Cast, proposal: Proposal, outcome: str = "together", **said: Any) -> Meeting:
    verdict = Verdict(proposal.pk, proposal.version, outcome, said.pop("answer", "All of us need them."), **said)
    new = MeetingData(title="Autumn meeting", held_on=timezone.localdate())
    return deciding.decide(
        by=cast.officer, cooperation_id=cast.cooperation.pk, verdicts=[verdict], meeting=None, new=new
    )


def test_who_proposes_and_sees(cast: Cast) -> None:
    for by in (cast.purchaser, cast.expert, cast.steering, cast.supplier, cast.stranger, cast.nobody):
        with pytest.raises(Refused):
            propose(cast, by=by)
    with pytest.raises(Refused):
        propose(cast, by=cast.contact, organisation=cast.neighbour)
    with pytest.raises(Refused):
        propose(cast, "   ")
    for by in (cast.contact, cast.working, cast.officer):
        propose(cast, by=by, organisation=cast.municipality)
    seeing = {actor for actor in Cast.ACTORS if (u := cast.user(actor)) and Proposal.objects.visible_to(u).exists()}
    assert seeing == {"administrator", "manager", "officer", "contact", "purchaser", "working", "steering", "expert"}


def test_weighed_by_group_and_office(cast: Cast) -> None:
    with pytest.raises(Refused):
        propose(cast, by=cast.contact, priority="high")
    proposal = propose(cast, by=cast.contact)
    said = ProposalData(title="Work clothes", priority="high", expected_benefit=Decimal("250000"))
    proposals.edit(by=cast.working, proposal_id=proposal.pk, version=1, data=said)
    with pytest.raises(Conflict):
        proposals.edit(by=cast.officer, proposal_id=proposal.pk, version=1, data=said)
    with pytest.raises(Refused):
        proposals.edit(by=cast.contact, proposal_id=proposal.pk, version=2, data=ProposalData(title="Shoes"))
    with pytest.raises(Refused):
        proposals.edit(by=cast.purchaser, proposal_id=proposal.pk, version=2, data=said)


def test_one_vote_for_each_municipality(cast: Cast, neighbours_seat: Any) -> None:
    company = factories.make_organisation("Ekby Bostäder AB", kind="company")
    factories.make_member(cast.cooperation, company)
    factories.seat(caretaker := factories.make_user("Company Test"), cast.cooperation, GroupKind.WORKING, company)
    proposal = propose(cast)
    vote(cast.working, proposal, cast.municipality)
    vote(cast.contact, proposal, cast.municipality, "against")  # the same vote, changed by the purchasing contact
    vote(neighbours_seat, proposal, cast.neighbour)
    for by, organisation in (
        (cast.working, cast.neighbour),
        (cast.purchaser, cast.municipality),
        (cast.officer, cast.municipality),
        (caretaker, company),
    ):
        with pytest.raises(Refused):
            vote(by, proposal, organisation)
    with pytest.raises(Refused):
        vote(cast.working, proposal, cast.municipality, "perhaps")
    rows = {row.organisation: (row.value, row.voted_by) for row in proposal.votes.all()}
    assert rows == {cast.municipality: ("against", cast.contact), cast.neighbour: ("for", neighbours_seat)}
    count = Electorate(timezone.localdate()).count(proposal)
    assert (len(count.in_favour), len(count.against), len(count.silent)) == (1, 1, 0)
    assert votes_to_sort_by(timezone.localdate()) == (1, 1)
    said = [event.changes["vote"] for event in audit.history(proposal).filter(action="proposal.voted").order_by("id")]
    assert said == [[None, "for"], ["for", "against"], [None, "for"]]


def test_who_has_left_counts_no_more(cast: Cast) -> None:
    proposal = propose(cast)
    vote(cast.working, proposal, cast.municipality)
    today = timezone.localdate()
    cast.municipality.memberships.update(valid_to=today - timedelta(days=1))
    assert Electorate(today).count(proposal).in_favour == frozenset()
    assert votes_to_sort_by(today) == (0, 0)


def test_vote_until_the_meeting(cast: Cast) -> None:
    proposal = propose(cast)
    today = timezone.localdate()

    def put_on(day: date) -> None:
        deciding.schedule(
            by=cast.officer,
            cooperation_id=cast.cooperation.pk,
            proposals=[proposal.pk],
            meeting=None,
            new=MeetingData(title="Autumn meeting", held_on=day),
        )

    put_on(today)
    vote(cast.working, proposal, cast.municipality)
    put_on(today - timedelta(days=1))
    with pytest.raises(Refused):
        vote(cast.working, proposal, cast.municipality, "against")
    with pytest.raises(Refused):
        deciding.schedule(
            by=cast.working, cooperation_id=cast.cooperation.pk, proposals=[proposal.pk], meeting=None, new=None
        )


def test_reminded_to_vote(cast: Cast, neighbours_seat: Any) -> None:
    first, second = propose(cast), propose(cast, "Kayaks")
    today = timezone.localdate()
    deciding.schedule(
        by=cast.officer,
        cooperation_id=cast.cooperation.pk,
        proposals=[first.pk, second.pk],
        meeting=None,
        new=MeetingData(title="Autumn meeting", held_on=today + timedelta(days=10)),
    )
    vote(cast.working, first, cast.municipality)
    vote(cast.working, second, cast.municipality)

    def due(person: Any) -> list[str]:
        found = deadlines.own(person.pk, today, today, today + timedelta(days=30), of=["vote"])
        return [deadline.key.rpartition(":")[2] for deadline in found]

    assert due(neighbours_seat) == [str(cast.neighbour.pk)]
    assert due(cast.working) == due(cast.contact) == due(cast.officer) == []


def test_decided_with_its_votes_and_procured(
    cast: Cast, neighbours_seat: Any, at_once, django_capture_on_commit_callbacks
) -> None:
    cpv = factories.make_cpv("18100000", "Arbetskläder")
    need = needs.report(by=cast.purchaser, data=NeedData(organisation=cast.municipality, what="Clothes for home care"))
    proposal = propose(cast, cpv=cpv, description="For home care.", needs=[need], by=cast.contact)
    vote(cast.working, proposal, cast.municipality)
    vote(neighbours_seat, proposal, cast.neighbour, "against")
    with django_capture_on_commit_callbacks(execute=True):
        meeting = decide(cast, proposal)
    proposal.refresh_from_db()
    decision = proposal.decision
    assert (proposal.state, decision.meeting, decision.is_unanimous) == (ProposalState.TOGETHER, meeting, False)
    assert meeting.state == "held"
    assert (decision.votes_for, decision.votes_against) == (1, 1)
    procurement = Procurement.objects.get()
    assert (procurement.stage, procurement.decision, proposal.procurement) == (Stage.DRAFT, decision, procurement)
    assert [row.pk for row in procurement.cpvs.all()] == [cpv.pk]
    assert sorted(letter.to[0] for letter in mail.outbox) == [cast.contact.email, cast.purchaser.email]
    assert "All of us need them." in mail.outbox[0].body and proposal.get_absolute_url() in mail.outbox[0].body
    with pytest.raises(Refused):
        vote(cast.working, proposal, cast.municipality, "against")
    with pytest.raises(Refused):
        decide(cast, proposal)


def test_unanimous_when_nobody_is_against_what_was_decided(cast: Cast) -> None:
    for value, outcome, unanimous in (("for", "together", True), ("against", "members", True), ("for", "later", False)):
        proposal = propose(cast, f"{value} {outcome}")
        vote(cast.working, proposal, cast.municipality, value)
        decide(cast, proposal, outcome)
        proposal.refresh_from_db()
        assert proposal.decision.is_unanimous is unanimous


def test_a_meeting_decides_otherwise_than_was_voted_before_it(cast: Cast) -> None:
    proposal = propose(cast)
    vote(cast.working, proposal, cast.municipality, "against")
    decide(cast, proposal)
    proposal.refresh_from_db()
    decision = proposal.decision
    assert decision is not None and (decision.votes_for, decision.votes_against) == (0, 1)
    said = {field: getattr(decision, field) for field in DECISION_FIELDS} | {"case_number": "KS 2026/9"}
    corrected = decisions.correct_decision(
        by=cast.officer, decision_id=decision.pk, version=1, data=DecisionData(**said), reason="Left out"
    )
    assert corrected.case_number == "KS 2026/9"


def test_refusals_of_a_decision_leave_nothing_behind(cast: Cast) -> None:
    proposal = propose(cast)
    for outcome, said in (
        ("together", {"answer": " "}),
        ("merged", {}),
        ("national", {}),
        ("later", {"revisit_on": timezone.localdate()}),
    ):
        with pytest.raises(Refused):
            decide(cast, proposal, outcome, **said)
    tomorrow = MeetingData(title="Winter meeting", held_on=timezone.localdate() + timedelta(days=1))
    for by, new in ((cast.working, None), (cast.officer, None), (cast.officer, tomorrow)):
        with pytest.raises(Refused):
            deciding.decide(
                by=by,
                cooperation_id=cast.cooperation.pk,
                verdicts=[Verdict(proposal.pk, 1, "members", "No.")],
                meeting=None,
                new=new,
            )
    moved_on = Verdict(proposal.pk, 7, "members", "No.")
    held = MeetingData(title="Autumn meeting", held_on=timezone.localdate())
    with pytest.raises(Refused) as refusal:
        deciding.decide(
            by=cast.officer, cooperation_id=cast.cooperation.pk, verdicts=[moved_on], meeting=None, new=held
        )
    assert refusal.value.answer.reasons[0].field == f"outcome-{proposal.pk}"
    assert not Meeting.objects.exists() and not Procurement.objects.exists()


def test_merged_keeps_who_asked(cast: Cast, at_once, django_capture_on_commit_callbacks) -> None:
    need = needs.report(by=cast.purchaser, data=NeedData(organisation=cast.municipality, what="Aprons"))
    one, other = propose(cast, "Work clothing", by=cast.contact, needs=[need]), propose(cast)
    third = propose(cast, "Working clothes", by=cast.officer)
    assert {row.pk for row in Proposal.objects.like_proposal(other)} == {one.pk, third.pk}
    proposals.merge(by=cast.working, proposal_id=third.pk, version=1, into_id=one.pk)
    proposals.merge(by=cast.working, proposal_id=one.pk, version=1, into_id=other.pk)
    assert {row.pk for row in other.merged.all()} == {one.pk, third.pk}
    for proposal, into in ((other, other), (other, one)):
        with pytest.raises(Refused):
            proposals.merge(by=cast.working, proposal_id=proposal.pk, version=1, into_id=into.pk)
    with pytest.raises(Refused):
        proposals.merge(by=cast.contact, proposal_id=other.pk, version=1, into_id=one.pk)
    with django_capture_on_commit_callbacks(execute=True):
        decide(cast, other, "later", answer="Wait for the national agreement.")
    # The officer records it and needs no letter.
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(
        person.email for person in (cast.contact, cast.purchaser, cast.working)
    )
    mail.outbox.clear()
    late = propose(cast, "Clothes for work", by=cast.contact)
    with django_capture_on_commit_callbacks(execute=True):
        proposals.merge(by=cast.working, proposal_id=late.pk, version=1, into_id=other.pk)
    assert [letter.to for letter in mail.outbox] == [[cast.contact.email]]


def test_needs_of_members_only_and_once(cast: Cast) -> None:
    need = needs.report(by=cast.purchaser, data=NeedData(organisation=cast.municipality, what="Work clothes"))
    elsewhere = Need.objects.create(
        organisation=factories.make_organisation("Utby kommun"), what="Work clothes", reported_by=cast.nobody
    )
    proposal, other = propose(cast, needs=[need]), propose(cast, "Shoes")
    proposals.join_needs(by=cast.officer, proposal_id=proposal.pk, needs=[need])
    for wanted in (need, elsewhere):
        with pytest.raises(Refused):
            proposals.join_needs(by=cast.officer, proposal_id=other.pk, needs=[wanted])
    with pytest.raises(Refused):
        proposals.join_needs(by=cast.contact, proposal_id=other.pk, needs=[])


def test_taken_up_again(cast: Cast) -> None:
    proposal = propose(cast)
    decide(cast, proposal, "together")
    proposal.refresh_from_db()
    with pytest.raises(Refused):  # it is being procured
        proposals.take_up(by=cast.working, proposal_id=proposal.pk, version=proposal.version, reason="New facts.")
    procuring.step(
        by=cast.officer, name="cancelled", procurement_id=proposal.procurement_id, version=1, reason="No money."
    )
    for by, reason in ((cast.contact, "New facts."), (cast.working, " ")):
        with pytest.raises(Refused):
            proposals.take_up(by=by, proposal_id=proposal.pk, version=proposal.version, reason=reason)
    proposals.take_up(by=cast.working, proposal_id=proposal.pk, version=proposal.version, reason="New facts.")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decision, proposal.answer) == (ProposalState.PROPOSED, None, "")
    event = audit.history(proposal).filter(action="proposal.chosen").get()
    assert event.reason == "All of us need them."


def test_comments(cast: Cast) -> None:
    proposal = propose(cast)
    proposals.comment(by=cast.purchaser, proposal_id=proposal.pk, text=" We buy these from three suppliers. ")
    assert [row.text for row in proposal.comments.all()] == ["We buy these from three suppliers."]
    for by, text in ((cast.stranger, "No."), (cast.supplier, "Ours are best."), (cast.working, " ")):
        with pytest.raises(Refused):
            proposals.comment(by=by, proposal_id=proposal.pk, text=text)


def test_proposal_page_and_vote(cast: Cast, sign_in) -> None:
    proposal = propose(cast)
    address = reverse("proposal-vote", args=[proposal.pk])
    for person in (cast.contact, cast.working):
        answer = sign_in(person).post(address, {"organisation": cast.municipality.pk, "vote": "for"}, follow=True)
        assert answer.status_code == 200
    assert proposal.votes.get().voted_by == cast.working
    browser = sign_in(cast.working)
    browser.post(address, {"organisation": cast.neighbour.pk, "vote": "for"})
    browser.post(address, {"organisation": "x", "vote": "for"})
    assert proposal.votes.count() == 1
    browser.post(proposal.get_absolute_url(), {"text": "Good."})
    assert "Good." in browser.get(proposal.get_absolute_url()).content.decode()


def test_list_with_votes_and_files(cast: Cast, sign_in) -> None:
    proposal = propose(cast, priority="high", estimated_value=Decimal("1200000"))
    propose(cast, "Kayaks", organisation=cast.municipality)
    vote(cast.working, proposal, cast.municipality)
    browser = sign_in(cast.working)
    page = browser.get(reverse("proposal-list")).content.decode()
    assert page.index("Work clothes") < page.index("Kayaks")
    for query in ("?sort=-votes_for", "?sort=estimated_value", "?q=clothes", "?priority=high&area=other&category=18"):
        assert browser.get(reverse("proposal-list") + query).status_code == 200
    unvoted = browser.get(reverse("proposal-list") + "?unvoted=1").content.decode()
    assert "Kayaks" in unvoted and "Work clothes" not in unvoted
    written = browser.get(reverse("proposal-list") + "?export=csv")
    assert cast.neighbour.name in b"".join(written.streaming_content).decode()


def test_proposed_from_a_need(cast: Cast, sign_in) -> None:
    need = needs.report(
        by=cast.purchaser, data=NeedData(organisation=cast.municipality, what="Kayaks", description="Two a year.")
    )
    browser = sign_in(cast.contact)
    assert f"?need={need.pk}" in browser.get(need.get_absolute_url()).content.decode()
    address = f"{reverse('proposal-new')}?need={need.pk}"
    assert "Two a year." in browser.get(address).content.decode()
    browser.post(address, {"title": "Kayaks", "area": "social", "organisation": cast.municipality.pk})
    proposal = Proposal.objects.get()
    need.refresh_from_db()
    assert (need.proposal, proposal.area, proposal.proposed_by) == (proposal, "social", cast.contact)
    mine = sign_in(cast.purchaser).get(reverse("proposal-mine")).content.decode()
    assert proposal.get_absolute_url() in mine


def test_decided_on_the_page(cast: Cast, sign_in) -> None:
    proposal, other = propose(cast), propose(cast, "Kayaks")
    browser = sign_in(cast.officer)
    assert "Kayaks" in browser.get(reverse("proposal-choose")).content.decode()
    address = f"{reverse('proposal-decide')}?proposal={proposal.pk}&proposal={other.pk}"
    assert browser.get(address).status_code == 200
    said = {
        "held_on": timezone.localdate().isoformat(),
        f"outcome-{proposal.pk}": "together",
        f"answer-{proposal.pk}": "Everybody needs them.",
        f"version-{proposal.pk}": "1",
        f"outcome-{other.pk}": "national",
        f"answer-{other.pk}": "There is one already.",
        f"version-{other.pk}": "1",
    }
    refused = browser.post(address, said)
    assert refused.status_code == 200 and not Meeting.objects.exists()
    browser.post(address, said | {f"national_agreement_name-{other.pk}": "Kajaker 2026"})
    meeting = Meeting.objects.get()
    assert meeting.decisions.count() == 2 and meeting.group.kind == GroupKind.WORKING
    procurement = Procurement.objects.get()
    assert proposal.get_absolute_url() in browser.get(procurement.get_absolute_url()).content.decode()
    assert other.get_absolute_url() in browser.get(meeting.get_absolute_url()).content.decode()
    assert sign_in(cast.working).get(address).status_code == 403


def test_put_on_a_meeting_on_the_page(cast: Cast, sign_in) -> None:
    proposal = propose(cast)
    address = f"{reverse('proposal-schedule')}?proposal={proposal.pk}"
    browser = sign_in(cast.officer)
    assert browser.get(reverse("proposal-schedule")).status_code == 302
    assert browser.post(address, {}).status_code == 200
    browser.post(address, {"held_on": (timezone.localdate() + timedelta(days=7)).isoformat()})
    proposal.refresh_from_db()
    assert proposal.meeting is not None
    start = sign_in(cast.working).get(reverse("start")).content.decode()
    assert proposal.get_absolute_url() in start


def test_merged_and_gathered_on_the_page(cast: Cast, sign_in) -> None:
    one, other = propose(cast), propose(cast, "Work clothing")
    need = needs.report(by=cast.purchaser, data=NeedData(organisation=cast.municipality, what="Work clothes"))
    browser = sign_in(cast.working)
    browser.post(reverse("proposal-merge", args=[other.pk]), {"into": one.pk, "version": "1"})
    other.refresh_from_db()
    assert other.merged_into == one
    browser.post(reverse("proposal-needs", args=[one.pk]), {"needs": [need.pk]})
    need.refresh_from_db()
    assert need.proposal == one
    page = browser.get(one.get_absolute_url()).content.decode()
    assert other.get_absolute_url() in page and need.get_absolute_url() in page
    browser.post(reverse("proposal-take-up", args=[other.pk]), {"reason": "Not the same.", "version": "2"})
    other.refresh_from_db()
    assert other.state == ProposalState.PROPOSED
    assert browser.get(reverse("proposal-edit", args=[one.pk])).status_code == 200


def test_deputy_contact_of_other_member_gets_no_vote_for_us(cast: Cast) -> None:
    person = factories.make_user("Deputy Test")
    factories.appoint(person, Role.CONTACT, organisation=cast.neighbour, is_deputy=True)
    proposal = propose(cast)
    vote(person, proposal, cast.neighbour)
    with pytest.raises(Refused):
        vote(person, proposal, cast.municipality)


def test_where_it_comes_from_is_told_to_members_only(cast: Cast, sign_in) -> None:
    procurement = factories.make_procurement(cast.cooperation)
    proposal = make_proposal(cast.cooperation, cast.working, ProposalState.TOGETHER, procurement=procurement)
    for person in (cast.supplier, cast.stranger, cast.nobody, None):
        assert proposal.get_absolute_url() not in sign_in(person).get(procurement.get_absolute_url()).content.decode()
    page = sign_in(cast.purchaser).get(procurement.get_absolute_url()).content.decode()
    assert proposal.get_absolute_url() in page and proposal.answer in page
