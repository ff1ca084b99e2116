"""Decisions: recorded, corrected until the minutes are approved, replaced, followed up, and read by the public."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from portal.governance import effects
from portal.governance.decisions import panels
from portal.governance.meetings import paper
from portal.governance.models import AgendaItem, Decision, DecisionCondition, Meeting
from portal.governance.services import commission, conditions, decisions
from portal.governance.services.decisions import ConditionData, DecisionData, ReservationData
from portal.organisations.models import Group, GroupKind
from portal.workflow import audit, deadlines
from portal.workflow.errors import Conflict, Refused
from procurements.rules.procurements import decided_by
from procurements.services import procurements
from procurements.services.procurements import ProcurementData
from procurements.states.stages import Stage
from tests.factories import make_procurement
from tests.governance.deciding import DAY, decide, make_meeting
from tests.governance.meeting_people import make_circle

BUDGET = {"title": "Budget for 2027", "wording": "The budget is adopted."}


@pytest.fixture
def meeting(cast) -> Meeting:
    return make_meeting(cast)


@pytest.fixture
def decision(cast, meeting) -> Decision:
    return decide(cast, meeting, **BUDGET, case_number="IN 2026/14")


def data(**said) -> DecisionData:
    return DecisionData(**{**BUDGET, "takes_effect_on": DAY, **said})


def close(meeting: Meeting, state: str = "approved") -> None:
    Meeting.objects.filter(pk=meeting.pk).update(state=state)
    meeting.refresh_from_db()


@pytest.mark.parametrize(
    "votes",
    [
        {"is_unanimous": True, "votes_for": 3, "votes_against": 0},
        {"is_unanimous": True, "votes_abstained": 1},
        {"is_unanimous": False},
        {"is_unanimous": False, "votes_for": 3},
        {"is_unanimous": False, "votes_for": 2, "votes_against": 3},
    ],
)
def test_decision_needs_votes_just_when_it_was_not_unanimous(cast, meeting, votes):
    with pytest.raises(Refused):
        decisions.record_decision(by=cast.officer, meeting_id=meeting.pk, data=data(**votes))


@pytest.mark.parametrize("state", ["approved", "cancelled"])
def test_decision_is_settled_with_the_minutes(cast, meeting, decision, state):
    close(meeting, state)
    with pytest.raises(Refused):
        decisions.record_decision(by=cast.officer, meeting_id=meeting.pk, data=data())
    with pytest.raises(Refused):
        decisions.correct_decision(
            by=cast.officer, decision_id=decision.pk, version=1, data=data(wording="Otherwise."), reason="Wrong"
        )


def test_decision_stands_in_postgresql_too(cast, meeting, decision):
    close(meeting)
    for change in (lambda rows: rows.update(wording="Otherwise."), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change(Decision.objects.filter(pk=decision.pk))
    decisions.publish_decision(
        by=cast.officer, decision_id=decision.pk, version=1, is_public=True, reservations_public=False
    )
    assert Decision.objects.get(pk=decision.pk).is_public


def test_what_a_decision_demands_and_who_had_reservations_stands_in_postgresql_too(cast, meeting):
    decision = decide(
        cast,
        meeting,
        **BUDGET,
        conditions=(ConditionData("The forecast is told in June."),),
        reservations=(ReservationData(cast.steering, "Too dear"),),
    )
    close(meeting)
    for change in (
        lambda: decision.reservations.update(text="Too cheap"),
        lambda: decision.reservations.all().delete(),
        lambda: decision.reservations.create(user=cast.manager, text="Too dear"),
        lambda: decision.conditions.update(text="Nothing."),
        lambda: decision.conditions.all().delete(),
        lambda: decision.conditions.create(text="The forecast is told in May."),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    condition = decision.conditions.get()
    conditions.meet_condition(by=cast.manager, condition_id=condition.pk, version=1, met_on=DAY, outcome="Told.")


def test_decision_does_not_take_effect_after_what_it_has_set(cast, decision):
    commission.set_commission_rate(
        by=cast.manager,
        cooperation_id=cast.cooperation.pk,
        percent=Decimal(1),
        valid_from=DAY + timedelta(days=10),
        decision_id=decision.pk,
    )
    said = {"by": cast.officer, "decision_id": decision.pk, "version": 1, "reason": "Typed wrong"}
    with pytest.raises(Refused):
        decisions.correct_decision(**said, data=data(takes_effect_on=DAY + timedelta(days=11)))
    corrected = decisions.correct_decision(**said, data=data(takes_effect_on=DAY + timedelta(days=10)))
    assert corrected.takes_effect_on == DAY + timedelta(days=10)


def test_minutes_on_paper_tell_a_decisions_condition_and_every_vote(cast, meeting):
    decide(
        cast,
        meeting,
        is_unanimous=False,
        votes_for=31,
        votes_against=12,
        votes_abstained=47,
        takes_effect_on=date(2031, 8, 9),
        conditions=(ConditionData("The forecast is told in June."),),
    )
    pages = PdfReader(BytesIO(paper.render(meeting, cast.officer))).pages
    text = " ".join("".join(page.extract_text() for page in pages).split())
    assert all(said in text for said in ("The forecast is told in June.", "31", "12", "47", "2031"))


def test_decision_of_a_meeting_to_come_is_refused(cast):
    coming = make_meeting(cast, held_on=timezone.localdate() + timedelta(days=1), state="planned")
    with pytest.raises(Refused):
        decisions.record_decision(by=cast.officer, meeting_id=coming.pk, data=data())


def test_decision_record_begins_with_what_was_proposed(cast, sign_in, meeting):
    item = AgendaItem.objects.create(
        meeting=meeting, position=3, kind="decision", title="Budget", proposal="That the budget is adopted."
    )
    client = sign_in(cast.officer)
    address = f"{reverse('decision-record', args=[meeting.pk])}?item={item.pk}"
    page = client.get(address).content.decode()
    assert "That the budget is adopted." in page
    sent = {
        "item": str(item.pk),
        "title": "Budget",
        "wording": "The budget is adopted.",
        "takes_effect_on": "2027-01-01",
        "is_unanimous": "",
        "votes_for": "5",
        "votes_against": "1",
        "conditions-row": ["0"],
        "conditions-0-text": "The forecast is told in June.",
        "conditions-0-responsible": cast.manager.email,
        "conditions-0-due_on": "2027-06-15",
        "reservations-row": ["0"],
        "reservations-0-user": cast.steering.email,
        "reservations-0-text": "Too dear.",
    }
    assert client.post(address, sent).status_code == 302
    made = Decision.objects.get()
    assert (made.item, made.votes_for, made.votes_against) == (item, 5, 1)
    condition = made.conditions.get()
    assert (condition.responsible, condition.due_on) == (cast.manager, date(2027, 6, 15))
    assert made.reservations.get().user == cast.steering


def test_decision_has_no_more_votes_than_seats_that_could_vote(cast, sign_in):
    group = make_circle(cast).group
    client = sign_in(cast.officer)
    said = {**BUDGET, "takes_effect_on": "2027-01-01", "votes_against": "1"}
    address = reverse("decision-record", args=[make_meeting(cast, group).pk])
    assert client.post(address, {**said, "votes_for": "4"}).status_code == 200
    assert not Decision.objects.exists()
    assert client.post(address, {**said, "votes_for": "3"}).status_code == 302


@pytest.mark.parametrize(("kind", "may"), [("working", False), ("agreement", False), ("steering", True)])
def test_money_is_not_decided_by_a_group_that_decides_what_is_bought(cast, kind, may):
    group = Group.objects.create(cooperation=cast.cooperation, kind=kind, name="Circle")
    decision = decide(cast, make_meeting(cast, group), **BUDGET)
    said = {"cooperation_id": cast.cooperation.pk, "percent": Decimal(1), "valid_from": DAY}
    refused = False
    try:
        commission.set_commission_rate(by=cast.manager, decision_id=decision.pk, **said)
    except Refused:
        refused = True
    assert refused is not may


def test_decision_of_another_meetings_item_is_refused(cast, meeting):
    item = AgendaItem.objects.create(meeting=make_meeting(cast), position=1, title="Other")
    with pytest.raises(Refused):
        decisions.record_decision(by=cast.officer, meeting_id=meeting.pk, data=data(item=item))


def test_decision_correct_keeps_what_stood_there(cast, decision):
    said = data(wording="The budget is adopted with 2 million kronor.", case_number="IN 2026/14")
    with pytest.raises(Refused):
        decisions.correct_decision(by=cast.officer, decision_id=decision.pk, version=1, data=said, reason=" ")
    decisions.correct_decision(by=cast.officer, decision_id=decision.pk, version=1, data=said, reason="Left out")
    event = audit.history(decision).first()
    assert event.reason == "Left out"
    assert event.changes == {"wording": ["The budget is adopted.", "The budget is adopted with 2 million kronor."]}
    with pytest.raises(Conflict):
        decisions.correct_decision(by=cast.manager, decision_id=decision.pk, version=1, data=data(), reason="Again")


def test_decision_correct_holds_the_meeting_as_putting_its_minutes_forward_does(cast, decision):
    """Nobody corrects what somebody else is being asked to approve."""
    said = data(wording="The budget is adopted at once.")
    with CaptureQueriesContext(connection) as asked:
        decisions.correct_decision(by=cast.officer, decision_id=decision.pk, version=1, data=said, reason="Typed wrong")
    held = [query["sql"] for query in asked if "FOR UPDATE" in query["sql"]]
    assert "governance_meeting" in held[0] and "governance_decision" in held[1]


def test_decision_correct_changes_conditions_and_reservations(cast, sign_in, meeting):
    made = decide(
        cast,
        meeting,
        conditions=(ConditionData("Report in June"), ConditionData("Report in May")),
        reservations=(ReservationData(cast.steering, "Too dear"),),
    )
    first, _second = made.conditions.all()
    client = sign_in(cast.officer)
    address = reverse("decision-correct", args=[made.pk])
    assert "Report in June" in client.get(address).content.decode()
    sent = {
        "title": made.title,
        "wording": made.wording,
        "takes_effect_on": "2026-11-20",
        "is_unanimous": "on",
        "version": "1",
        "reason": "Written down wrongly",
        "conditions-row": ["0"],
        "conditions-0-id": str(first.pk),
        "conditions-0-text": "Report in July",
    }
    assert client.post(address, sent).status_code == 302
    assert [(row.pk, row.text) for row in made.conditions.all()] == [(first.pk, "Report in July")]
    assert not made.reservations.exists()
    changes = audit.history(made).first().changes
    assert changes["conditions"] == ["Report in June\nReport in May", "Report in July"]


def test_decision_keeps_a_condition_that_is_met(cast, meeting):
    made = decide(cast, meeting, conditions=(ConditionData("Report"),))
    condition = made.conditions.get()
    conditions.meet_condition(
        by=cast.officer, condition_id=condition.pk, version=1, met_on=DAY, outcome="Reported at once"
    )
    with pytest.raises(Refused):
        decisions.correct_decision(by=cast.officer, decision_id=made.pk, version=1, data=data(), reason="Gone")
    assert made.conditions.get().text == "Report"


def test_decision_replaces_an_earlier_one_once(cast, decision):
    later = decide(cast, **BUDGET, replaces=decision, takes_effect_on=date(2027, 1, 1))
    assert decision.replaced_by == later
    with pytest.raises(Refused):
        decide(cast, **BUDGET, replaces=decision, takes_effect_on=date(2027, 1, 1))
    with pytest.raises(Refused):
        decide(cast, **BUDGET, replaces=later, takes_effect_on=date(2026, 12, 31))


def test_nothing_new_stands_on_a_decision_that_is_replaced(cast, decision):
    decide(cast, **BUDGET, replaces=decision, takes_effect_on=date(2027, 1, 1))
    here = {"cooperation_id": cast.cooperation.pk}
    assert not effects.stands_on(decision, **here, valid_from=DAY - timedelta(days=1))
    assert effects.stands_on(decision, **here, valid_from=date(2026, 12, 31))
    assert not effects.stands_on(decision, **here, valid_from=date(2027, 1, 1))
    assert not effects.stands_on(decision, cooperation_id=cast.other_cooperation.pk, valid_from=DAY)
    close(decision.meeting, "cancelled")
    assert not effects.stands_on(decision, **here, valid_from=DAY)


# What its conditions demand


@pytest.fixture
def condition(cast, meeting) -> DecisionCondition:
    made = decide(
        cast,
        meeting,
        **BUDGET,
        conditions=(ConditionData("The forecast is told.", date(2026, 11, 20), cast.contact),),
    )
    return made.conditions.get()


@pytest.mark.parametrize(
    ("actor", "status"),
    [("contact", 200), ("officer", 200), ("purchaser", 403), ("stranger", 404), ("supplier", 404), ("public", 302)],
)
def test_condition_meet_is_the_responsible_persons(cast, sign_in, condition, actor, status):
    address = reverse("condition-meet", args=[condition.pk])
    assert sign_in(cast.user(actor)).get(address).status_code == status


def test_condition_meet_arrange_and_reopen(cast, sign_in, condition):
    client = sign_in(cast.contact)
    met = reverse("condition-meet", args=[condition.pk])
    for wrong in ({"outcome": ""}, {"met_on": "2999-01-01"}, {"met_on": "2026-11-19"}):
        sent = {"met_on": "2026-11-20", "outcome": "Told in writing.", "version": "1", **wrong}
        assert client.post(met, sent).status_code == 200
    sent = {"met_on": "2026-11-20", "outcome": "Told in writing.", "version": "1"}
    assert client.post(met, sent).status_code == 302
    assert client.post(reverse("condition-reopen", args=[condition.pk]), {"reason": "No"}).status_code == 403
    condition.refresh_from_db()
    assert (condition.met_on, condition.outcome, condition.progress) == (DAY, "Told in writing.", "met")
    client = sign_in(cast.officer)
    arrange = {"due_on": "2027-01-31", "responsible": cast.manager.email, "reason": "She is away", "version": "2"}
    assert client.post(reverse("condition-arrange", args=[condition.pk]), arrange).status_code == 200
    again = {"reason": "Nobody had seen it", "version": "2"}
    assert client.post(reverse("condition-reopen", args=[condition.pk]), again).status_code == 302
    arrange["version"] = "3"
    assert client.post(reverse("condition-arrange", args=[condition.pk]), arrange).status_code == 302
    condition.refresh_from_db()
    assert (condition.met_on, condition.responsible, condition.due_on) == (None, cast.manager, date(2027, 1, 31))
    page = client.get(condition.decision.get_absolute_url()).content.decode()
    assert "Nobody had seen it" in page


def test_condition_is_given_only_to_those_who_belong(cast, condition):
    with pytest.raises(Refused):
        conditions.arrange_condition(
            by=cast.officer,
            condition_id=condition.pk,
            version=1,
            responsible=cast.stranger,
            due_on=None,
            reason="Elsewhere",
        )


def due(person, today: date = DAY) -> list[str]:
    return [one.key for one in deadlines.own(person.pk, today, today, today + timedelta(days=60), of=["condition"])]


def test_condition_is_a_deadline_that_comes_to_the_office_in_the_end(cast, condition):
    """Due on 31 December: the responsible person is told 30 days before, those who lead the office 7 days before."""
    DecisionCondition.objects.update(due_on=date(2026, 12, 31))
    key = [f"condition:{condition.pk}"]
    assert due(cast.contact) == key
    assert due(cast.manager) == []
    assert due(cast.manager, date(2026, 12, 24)) == key
    assert due(cast.purchaser, date(2026, 12, 24)) == []
    cast.contact.appointments.update(valid_to=date(2026, 12, 1))
    assert due(cast.contact, date(2026, 12, 2)) == []
    assert due(cast.manager, date(2026, 12, 2)) == key


def test_condition_without_a_day_is_no_deadline(cast, condition):
    DecisionCondition.objects.update(due_on=None)
    assert due(cast.contact) == []
    assert condition.decision.conditions.get().progress == "open"


# Who reads


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        ("officer", 200),
        ("purchaser", 200),
        ("administrator", 200),
        ("stranger", 404),
        ("supplier", 404),
        ("public", 404),
    ],
)
def test_decision_is_read_by_those_who_belong(cast, sign_in, decision, actor, status):
    assert sign_in(cast.user(actor)).get(decision.get_absolute_url()).status_code == status


def test_public_reads_the_wording_and_nothing_of_persons(cast, sign_in, meeting):
    made = decide(
        cast,
        meeting,
        **BUDGET,
        case_number="IN 2026/14",
        is_public=True,
        conditions=(ConditionData("The forecast is told.", DAY, cast.contact),),
        reservations=(ReservationData(cast.steering, "Too dear"),),
    )
    public = sign_in(None)
    page = public.get(made.get_absolute_url()).content.decode()
    assert "The budget is adopted." in page
    assert "IN 2026/14" in page
    for secret in ("The forecast is told.", "Too dear", cast.steering.name, cast.contact.name, meeting.title):
        assert secret not in page
    listed = public.get(reverse("decision-list")).content.decode()
    assert made.title in listed
    file = b"".join(public.get(reverse("decision-list") + "?export=csv").streaming_content).decode()
    assert "The budget is adopted." in file
    assert "forecast" not in file
    decisions.publish_decision(
        by=cast.officer, decision_id=made.pk, version=1, is_public=True, reservations_public=True
    )
    assert cast.steering.name in public.get(made.get_absolute_url()).content.decode()


def test_another_cooperations_office_reads_what_is_public_and_no_more(cast, sign_in, meeting):
    made = decide(cast, meeting, **BUDGET, is_public=True, conditions=(ConditionData("Kept inside"),))
    client = sign_in(cast.stranger)
    page = client.get(made.get_absolute_url()).content.decode()
    assert made.wording in page
    assert "Kept inside" not in page
    listed = client.get(reverse("decision-list") + "?cooperation=all").content.decode()
    assert made.title in listed
    assert (
        client.get(reverse("decision-list") + "?cooperation=all&conditions=open").content.decode().count(made.title)
        == 0
    )


def test_reservations_are_public_only_with_the_decision(cast, decision):
    with pytest.raises(Refused):
        decisions.publish_decision(
            by=cast.officer, decision_id=decision.pk, version=1, is_public=False, reservations_public=True
        )


def test_decision_list_is_searched_and_narrowed(cast, sign_in, decision):
    group = Group.objects.create(cooperation=cast.cooperation, kind=GroupKind.STEERING, name="Styrgruppen")
    other = decide(
        cast,
        make_meeting(cast, group, date(2025, 3, 1)),
        title="Commission",
        wording="One per cent.",
        conditions=(ConditionData("Look again", date(2025, 12, 31)),),
    )
    client = sign_in(cast.officer)
    address = f"{reverse('decision-list')}?cooperation={cast.cooperation.pk}"

    def found(query: str) -> set[str]:
        page = client.get(address + query).content.decode()
        return {row.title for row in (decision, other) if f'href="{row.get_absolute_url()}"' in page}

    both = {decision.title, other.title}
    assert found("") == both
    assert found("&q=2026/14") == {decision.title}
    assert found("&q=one+per+cent") == {other.title}
    assert found(f"&group={group.pk}") == {other.title}
    assert found("&year=2026") == {decision.title}
    assert found("&conditions=overdue") == {other.title}
    assert found("&conditions=met") == set()
    assert found("&effect=admission") == set()
    for nonsense in (
        "&group=x",
        "&year=99999",
        "&conditions=never",
        "&effect=x",
        "&cooperation=99999999999999999999",
    ):
        assert client.get(address + nonsense).status_code == 200
    assert client.get(reverse("decision-list")).url.endswith(f"?cooperation={cast.cooperation.pk}")


def test_steering_group_sees_what_waits_to_be_decided(cast, sign_in, condition):
    coming = make_meeting(cast, held_on=timezone.localdate() + timedelta(days=9), state="called")
    AgendaItem.objects.create(meeting=coming, position=1, kind="decision", title="A new rate")
    AgendaItem.objects.create(meeting=coming, position=2, kind="report", title="Told only")
    assert [item.title for item in panels.to_decide([cast.cooperation.pk])] == ["A new rate"]
    assert list(panels.conditions_due([cast.cooperation.pk])) == [condition]
    page = sign_in(cast.steering).get(reverse("start")).content.decode()
    assert "A new rate" in page
    assert condition.text in page
    assert "A new rate" not in sign_in(cast.purchaser).get(reverse("start")).content.decode()


def test_decision_is_seen_as_its_meeting_is(cast, sign_in):
    """What an agreement group talks of is for the group, the office and the steering group."""
    group = Group.objects.create(cooperation=cast.cooperation, kind=GroupKind.AGREEMENT, name="Livsmedel")
    made = decide(
        cast,
        make_meeting(cast, group),
        title="Two lots",
        conditions=(ConditionData("Ask the kitchens", date(2027, 1, 1), cast.contact),),
    )
    for actor, status in (("officer", 200), ("steering", 200), ("contact", 200), ("purchaser", 404), ("working", 404)):
        assert sign_in(cast.user(actor)).get(made.get_absolute_url()).status_code == status, actor
    page = sign_in(cast.contact).get(made.get_absolute_url()).content.decode()
    assert "Ask the kitchens" in page  # answers for it, without a seat in the group
    assert made.meeting.get_absolute_url() not in page


def test_decision_on_something_hidden_is_hidden(cast, sign_in, meeting):
    draft = make_procurement(cast.cooperation, "Secret", stage=Stage.DRAFT)
    about = {"about_type": ContentType.objects.get_for_model(draft), "about_id": draft.pk}
    item = AgendaItem.objects.create(meeting=meeting, position=1, title="Secret", **about)
    made = decide(cast, meeting, title="Secret", item=item, conditions=(ConditionData("Kept"),))
    other = decide(cast, meeting, title="Open")
    assert sign_in(cast.officer).get(made.get_absolute_url()).status_code == 200
    client = sign_in(cast.purchaser)
    assert client.get(made.get_absolute_url()).status_code == 404
    assert client.get(other.get_absolute_url()).status_code == 200
    listed = client.get(f"{reverse('decision-list')}?cooperation={cast.cooperation.pk}").content.decode()
    assert other.get_absolute_url() in listed
    assert made.get_absolute_url() not in listed
    assert not DecisionCondition.objects.visible_to(cast.purchaser).exists()


def test_procurement_starts_from_the_decisions_page_and_keeps_a_decision(cast, sign_in, decision):
    client = sign_in(cast.officer)
    address = f"{reverse('procurement-new')}?decision={decision.pk}"
    assert address in client.get(decision.get_absolute_url()).content.decode()
    assert decision.title in client.get(address).content.decode()
    started = procurements.register(
        by=cast.officer,
        cooperation_id=cast.cooperation.pk,
        data=ProcurementData(title="Bread", decision=decision),
    )
    assert effects.settled_by(cast.officer, [decision])[decision.pk][0].url == started.get_absolute_url()
    assert effects.settled_by(None, [decision])[decision.pk] == []  # a draft is the office's
    started.stage = Stage.PLANNED
    started.decision = None
    assert not decided_by(started, decision)
    elsewhere = Decision.objects.create(
        meeting=Meeting.objects.create(cooperation=cast.other_cooperation, title="There", held_on=DAY),
        title="Theirs",
        wording="Theirs.",
        takes_effect_on=DAY,
    )
    started.decision = elsewhere
    assert not decided_by(started, decision)
