"""Handovers: all that somebody holds who leaves goes to successors, in one step, and nothing is lost."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements.models import Activity, CallOff, Dialogue, MiniCompetition, Partnership
from agreements.states.call_offs import CompetitionStatus
from portal.accounts.actor import Role, forget
from portal.accounts.models import User
from portal.governance.duties.coverage import Cover, coverage
from portal.governance.duties.standard import standard
from portal.governance.handover import letters
from portal.governance.models import AgendaItem, DecisionCondition, Event, Handover, Responsibility, Risk
from portal.governance.services import agenda, competence, decisions, duties, handover, meetings
from portal.governance.services.agenda import ItemData
from portal.governance.services.decisions import ConditionData, DecisionData
from portal.governance.services.duties import Holder
from portal.governance.services.meetings import MeetingData
from portal.governance.states.handover import HandoverState, Outcome
from portal.organisations.models import Appointment, Group, GroupKind, Seat, SeatDeputy
from portal.workflow import audit, deadlines
from portal.workflow import duties as daily
from portal.workflow.errors import Refused
from procurements.models import Need, Participation, Procurement
from procurements.states.stages import Stage
from tests.factories import (
    TODAY,
    appoint,
    make_agreement,
    make_procurement,
    make_user,
    seat,
)
from tests.governance.deciding import decide, make_meeting

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
AHEAD = TODAY + timedelta(days=10)


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(f"{TODAY} 10:00", tick=False):
        yield


@pytest.fixture
def successor(cast) -> User:
    person = make_user("Signe Successor")
    appoint(person, Role.OFFICER, cooperation=cast.cooperation)
    return person


@pytest.fixture
def laden(cast) -> User:
    """An officer who holds one thing, at least, of every kind that an officer can hold."""
    leaver = cast.officer
    seat(leaver, cast.cooperation, GroupKind.WORKING)
    adopted = duties.adopt(
        by=cast.manager, cooperation_id=cast.cooperation.pk, codes=[d.code for d in standard()], on=date(2026, 1, 1)
    )
    courses, site = (next(d for d in adopted if d.code == code) for code in ("courses", "common-site"))
    for duty, person, deputy in ((courses, leaver, cast.manager), (site, cast.manager, leaver)):
        holder = Holder(person=person, deputy=deputy, valid_from=date(2026, 2, 1))
        duties.assign(by=cast.manager, duty_id=duty.pk, organisation_id=None, holder=holder)
    competence.enter(
        by=cast.manager,
        cooperation_id=cast.cooperation.pk,
        organisation_id=None,
        person=leaver,
        post_share=Decimal("0.8"),
        areas=["law"],
    )
    meeting = meetings.register_meeting(
        by=cast.manager, cooperation_id=cast.cooperation.pk, data=MeetingData(title="Styrgrupp", held_on=AHEAD)
    )
    AgendaItem.objects.create(meeting=meeting, position=1, title="Läget", presenter=leaver)
    held = meetings.register_meeting(
        by=cast.manager, cooperation_id=cast.cooperation.pk, data=MeetingData(title="Förra", held_on=YESTERDAY)
    )
    decision = decisions.record_decision(
        by=cast.manager,
        meeting_id=held.pk,
        data=DecisionData(title="Samordnare", wording="Tillsätts.", takes_effect_on=AHEAD),
    )
    DecisionCondition.objects.create(decision=decision, text="Visa nyttan.", responsible=leaver, due_on=AHEAD)
    Risk.objects.create(
        cooperation=cast.cooperation, title="Ensam", probability=3, consequence=4, owner=leaver, review_on=AHEAD
    )
    hours = {"starts_at": timezone.now() + timedelta(days=9), "ends_at": timezone.now() + timedelta(days=10)}
    Event.objects.create(cooperation=cast.cooperation, title="Kurs", kind="course", host=leaver, **hours)
    agreement = make_agreement(cast.cooperation, owner=cast.municipality, responsible=leaver)
    Partnership.objects.create(agreement=agreement, manager=leaver)
    Activity.objects.create(agreement=agreement, title="Ring", due_on=AHEAD, our_person=leaver)
    Dialogue.objects.create(agreement=agreement, level="tactical", every_months=6, our_person=leaver)
    make_procurement(cast.cooperation, officer=leaver)
    Need.objects.create(organisation=cast.municipality, what="Kanoter", reported_by=leaver)
    return leaver


def everything_to(person, leaver, cooperation, last_day=YESTERDAY, by=None):
    """All that is held goes to one person; what nobody can take over ends."""
    return {
        (group.holding.name, row.key): None if group.holding.name == "competence" else person
        for group in handover.held_by(leaver, cooperation.pk, last_day, by)
        for row in group.rows
    }


def hand_over(cast, leaver, to, *, last_day=YESTERDAY, by=None):
    by = by or cast.manager
    choices = everything_to(to, leaver, cast.cooperation, last_day, by)
    return handover.order(
        by=by, cooperation_id=cast.cooperation.pk, person_id=leaver.pk, last_day=last_day, choices=choices
    )


def names_of(leaver) -> set[str]:
    """Every row of the database in which somebody still stands as one who holds something."""
    found = set()
    for model, field in (
        (Responsibility, "person"),
        (Responsibility, "deputy"),
        (Appointment, "user"),
        (Seat, "user"),
    ):
        rows = model.objects.filter(**{field: leaver}).exclude(valid_to__lt=TODAY)
        found |= {f"{model.__name__}.{field}" for _row in rows}
    for model, field in (
        (DecisionCondition, "responsible"),
        (AgendaItem, "presenter"),
        (Event, "host"),
        (Risk, "owner"),
        (Partnership, "manager"),
        (Activity, "our_person"),
        (Dialogue, "our_person"),
        (Procurement, "officer"),
        (Need, "reported_by"),
    ):
        found |= {f"{model.__name__}.{field}" for _row in model.objects.filter(**{field: leaver})}
    return found


def test_all_that_an_officer_holds_is_gone_from_the_officer(cast, laden, successor):
    held = {group.holding.name for group in handover.held_by(laden, cast.cooperation.pk, YESTERDAY, cast.manager)}
    assert held == {
        "appointment",
        "seat",
        "responsibility",
        "deputy-responsibility",
        "competence",
        "condition",
        "agenda-item",
        "event",
        "risk",
        "agreement",
        "partnership",
        "activity",
        "dialogue",
        "procurement",
        "need",
    }
    done = hand_over(cast, laden, successor)
    assert done.state == HandoverState.DONE
    assert handover.remaining(laden, cast.cooperation.pk, YESTERDAY, cast.manager) == []
    assert names_of(laden) == set()
    assert {item.outcome for item in done.items.all()} == {Outcome.MOVED, Outcome.ENDED}
    laden.refresh_from_db()
    assert not laden.is_active


def test_each_successor_gets_one_letter_with_the_list(
    cast, laden, successor, monkeypatch, django_capture_on_commit_callbacks
):
    queued = []
    monkeypatch.setattr(letters.tell, "delay", lambda *ids: queued.append(ids))
    need = Need.objects.get(reported_by=laden)
    with django_capture_on_commit_callbacks(execute=True):
        done = hand_over(cast, laden, successor)
    assert queued == [(done.pk, successor.pk)]
    letters.tell(*queued[0])
    (letter,) = (letter for letter in mail.outbox if letter.to == [successor.email])
    assert need.what in letter.body and reverse("handover", args=[done.pk]) in letter.body
    planned = Handover.objects.create(
        cooperation=cast.cooperation, person=laden, last_day=AHEAD, ordered_by=cast.manager
    )
    letters.tell(planned.pk, successor.pk)  # nothing has been handed over yet
    assert len(mail.outbox) == 1


def test_dates_and_history_keep_the_old_name(cast, laden, successor):
    hand_over(cast, laden, successor)
    old = Responsibility.objects.get(person=laden)
    new = Responsibility.objects.get(person=successor, duty=old.duty)
    assert (old.valid_to, new.valid_from, new.deputy) == (YESTERDAY, TODAY, cast.manager)
    assert Appointment.objects.get(user=laden).valid_to == YESTERDAY
    assert Seat.objects.get(user=successor).valid_from == TODAY
    agreement = successor.agreements.get()
    event = audit.history(agreement).filter(action="agreement.handed_over").get()
    assert event.changes == {"responsible": [str(laden), str(successor)]}
    assert agreement.version == 2
    assert Appointment.objects.filter(user=successor).count() == 1  # who holds the role already keeps it


def test_a_newcomer_takes_the_role_and_what_asks_for_it(cast, laden):
    """Somebody without a role in the office gets it by the handover, and the agreements with it."""
    newcomer = make_user("Nils Newcomer")
    appoint(newcomer, Role.PURCHASER, organisation=cast.neighbour)
    with pytest.raises(Refused):
        handover.order(
            by=cast.manager,
            cooperation_id=cast.cooperation.pk,
            person_id=laden.pk,
            last_day=YESTERDAY,
            choices=everything_to(newcomer, laden, cast.cooperation)
            | {("appointment", str(laden.appointments.get().pk)): None},
        )
    laden.refresh_from_db()
    assert laden.is_active and names_of(laden)  # all or nothing
    forget(laden)
    hand_over(cast, laden, newcomer)
    assert Appointment.objects.get(user=newcomer, role=Role.OFFICER).valid_from == TODAY
    assert newcomer.agreements.count() == 1


def test_nothing_happens_before_the_day_and_it_can_be_called_off(cast, laden, successor):
    planned = hand_over(cast, laden, successor, last_day=AHEAD)
    assert planned.state == HandoverState.PLANNED
    daily.perform(TODAY)
    laden.refresh_from_db()
    assert laden.is_active and laden.agreements.count() == 1
    courses = next(c for c in coverage(cast.cooperation, TODAY).region.cells if c.duty.code == "courses")
    assert (courses.holder, courses.cover) == (laden, Cover.HELD)  # the successor follows without a break
    with pytest.raises(Refused):
        hand_over(cast, laden, successor, last_day=AHEAD)  # planned once
    handover.call_off(by=cast.manager, handover_id=planned.pk)
    with time_machine.travel(f"{AHEAD + timedelta(days=1)} 10:00", tick=False):
        daily.perform(AHEAD + timedelta(days=1))
    planned.refresh_from_db()
    assert planned.state == HandoverState.CANCELLED
    assert laden.agreements.count() == 1


def test_carried_out_on_the_day_after_with_what_has_come_since(cast, laden, successor):
    planned = hand_over(cast, laden, successor, last_day=AHEAD)
    late = make_agreement(cast.cooperation, title="Kom senare", responsible=laden)
    with time_machine.travel(f"{AHEAD + timedelta(days=1)} 10:00", tick=False):
        for person in (laden, successor, cast.manager):
            forget(person)
        assert daily.perform(AHEAD + timedelta(days=1)) == []
        planned.refresh_from_db()
        assert planned.state == HandoverState.DONE
        late.refresh_from_db()
        assert late.responsible == successor
        laden.refresh_from_db()
        assert not laden.is_active
        assert handover.remaining(laden, cast.cooperation.pk, AHEAD, cast.manager) == []
        daily.perform(AHEAD + timedelta(days=1))  # a second run finds nothing to do
    assert planned.items.filter(holding="agreement").count() == 2


def test_what_stands_in_the_way_on_the_day_is_said(cast, laden, successor):
    planned = hand_over(cast, laden, successor, last_day=AHEAD)
    successor.appointments.update(valid_to=TOMORROW)
    Appointment.objects.filter(user=cast.manager).update(valid_to=TOMORROW)
    with time_machine.travel(f"{AHEAD + timedelta(days=1)} 10:00", tick=False):
        forget(cast.manager)
        daily.perform(AHEAD + timedelta(days=1))
    planned.refresh_from_db()
    assert planned.state == HandoverState.PLANNED
    assert planned.problem
    assert laden.agreements.count() == 1


def test_an_account_with_a_role_elsewhere_stays_open(cast, laden, successor):
    appoint(laden, Role.CONTACT, organisation=cast.other_cooperation.host)
    done = hand_over(cast, laden, successor)
    laden.refresh_from_db()
    assert laden.is_active and not done.closes_account
    assert laden.appointments.filter(valid_to=None).count() == 1


def test_the_account_of_a_deputy_elsewhere_stays_open(cast, laden, successor):
    theirs = seat(make_user("Of Fjordkjøp"), cast.other_cooperation, GroupKind.STEERING, cast.other_cooperation.host)
    SeatDeputy.objects.create(seat=theirs, user=laden, valid_from=date(2020, 1, 1))
    done = hand_over(cast, laden, successor)
    laden.refresh_from_db()
    assert laden.is_active and not done.closes_account


def test_what_is_handed_over_keeps_secrets_from_whoever_hands_over(cast):
    """A contact hands over what a purchaser presents and answers for, and does not read all of it."""
    draft = make_procurement(cast.cooperation, stage=Stage.DRAFT, title="Secret canoes")
    held_on = {"title": "Coming", "held_on": AHEAD}
    coming = meetings.register_meeting(by=cast.officer, cooperation_id=cast.cooperation.pk, data=MeetingData(**held_on))
    data = ItemData(title="Secret canoes", about=draft, presenter=cast.purchaser)
    agenda.add_item(by=cast.officer, meeting_id=coming.pk, data=data)
    agenda.add_item(by=cast.officer, meeting_id=coming.pk, data=ItemData(title="Open", presenter=cast.purchaser))
    group = Group.objects.get(cooperation=cast.cooperation, kind=GroupKind.AGREEMENT)
    condition = ConditionData("Secret words", responsible=cast.purchaser)
    decide(cast, make_meeting(cast, group, held_on=YESTERDAY), is_public=True, conditions=(condition,))

    def told(reader: User) -> str:
        groups = handover.held_by(cast.purchaser, cast.cooperation.pk, TODAY, reader)
        return " ".join(row.title for found in groups for row in found.rows)

    assert "Open" in told(cast.contact) and "Secret" not in told(cast.contact)
    assert "Secret canoes" in told(cast.officer) and "Secret words" in told(cast.officer)


def test_everything_has_to_go_somewhere(cast, laden, successor):
    choices = everything_to(successor, laden, cast.cooperation)
    some = {key: to for key, to in choices.items() if key[0] != "need"}
    ended = {key: None if key[0] == "agreement" else to for key, to in choices.items()}
    itself = dict.fromkeys(choices, laden)
    for wrong in (some, ended, itself, {}):
        with pytest.raises(Refused):
            handover.order(
                by=cast.manager,
                cooperation_id=cast.cooperation.pk,
                person_id=laden.pk,
                last_day=YESTERDAY,
                choices=wrong,
            )
    assert not Handover.objects.exists()


@pytest.mark.parametrize(
    ("actor", "leaver", "allowed"),
    [
        ("administrator", "officer", True),
        ("manager", "officer", True),
        ("officer", "officer", False),  # oneself
        ("officer", "manager", False),
        ("officer", "contact", True),
        ("officer", "purchaser", True),
        ("contact", "purchaser", True),
        ("contact", "officer", False),
        ("contact", "steering", False),
        ("purchaser", "contact", False),
        ("steering", "contact", False),
        ("stranger", "purchaser", False),
        ("supplier", "purchaser", False),
    ],
)
def test_who_may_hand_over(cast, successor, actor, leaver, allowed):
    colleague = make_user("Colleague")
    appoint(colleague, Role.PURCHASER, organisation=cast.municipality)
    to = successor if leaver in ("officer", "manager") else colleague
    try:
        hand_over(cast, getattr(cast, leaver), to, by=getattr(cast, actor))
        assert allowed
    except Refused:
        assert not allowed


def test_a_contact_hands_over_what_a_purchaser_holds(cast):
    colleague = make_user("Colleague")
    appoint(colleague, Role.PURCHASER, organisation=cast.municipality)
    agreement = make_agreement(cast.cooperation, owner=cast.municipality)
    lot = agreement.lots.get()
    competition = MiniCompetition.objects.create(
        agreement=agreement, lot=lot, buyer=cast.municipality, title="Stolar", created_by=cast.purchaser
    )
    competition.evaluators.add(cast.purchaser)
    call_off = CallOff.objects.create(
        agreement=agreement,
        lot=lot,
        supplier=cast.supplier_company,
        buyer=cast.municipality,
        title="Bord",
        amount=Decimal("100"),
        called_off_on=TODAY,
        ends_on=AHEAD,
        contact=cast.purchaser,
        created_by=cast.purchaser,
    )
    hand_over(cast, cast.purchaser, colleague, by=cast.contact)
    call_off.refresh_from_db()
    assert call_off.contact == colleague
    assert call_off.created_by == cast.purchaser  # who made it made it
    assert list(competition.evaluators.all()) == [colleague]
    assert competition.status == CompetitionStatus.DRAFT


def test_what_is_over_keeps_its_name(cast, laden, successor):
    ended = make_procurement(cast.cooperation, officer=laden, stage=Stage.COMPLETED)
    done = Activity.objects.create(
        agreement=laden.agreements.get(),
        title="Klar",
        due_on=YESTERDAY,
        our_person=laden,
        state="done",
        settled_on=YESTERDAY,
    )
    hand_over(cast, laden, successor)
    ended.refresh_from_db()
    done.refresh_from_db()
    assert (ended.officer, done.our_person) == (laden, laden)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_holding_is_ever_lost(cast, laden, successor, transactional_choice, data):
    """However it is divided up among those who may take it, everything is held by somebody afterwards, or has ended by
    choice."""
    transactional_choice(cast, laden, successor, data)


@pytest.fixture
def transactional_choice():
    from django.db import transaction

    def divide(cast, laden, successor, data) -> None:
        with transaction.atomic():
            groups = handover.held_by(laden, cast.cooperation.pk, YESTERDAY, cast.manager)
            choices = {}
            for group in groups:
                for row in group.rows:
                    options = [successor, cast.manager] if group.holding.name != "competence" else []
                    if row.may_end:
                        options.append(None)
                    choices[group.holding.name, row.key] = data.draw(st.sampled_from(options))
            done = handover.order(
                by=cast.administrator,
                cooperation_id=cast.cooperation.pk,
                person_id=laden.pk,
                last_day=YESTERDAY,
                choices=choices,
            )
            assert handover.remaining(laden, cast.cooperation.pk, YESTERDAY, cast.administrator) == []
            assert done.items.count() == len(choices)
            for item in done.items.all():
                to = choices[item.holding, item.key]
                assert (item.to, item.outcome) == (to, Outcome.ENDED if to is None else Outcome.MOVED)
                if to is not None and item.holding not in ("appointment", "seat", "deputy-responsibility"):
                    theirs = handover.held_by(to, cast.cooperation.pk, TODAY, cast.administrator)
                    assert item.holding in {group.holding.name for group in theirs}
            transaction.set_rollback(True)
        for person in (laden, successor, cast.manager, cast.administrator):
            forget(person)

    return divide


def test_the_pages_lead_from_the_person_to_one_press(cast, laden, successor, sign_in):
    client = sign_in(cast.manager)
    begin = reverse("handover-begin", args=[cast.cooperation.pk])
    assert begin in client.get(laden.get_absolute_url()).content.decode()
    answer = client.post(
        begin, {"person": laden.email, "last_day": YESTERDAY.isoformat(), "successor": successor.email}
    )
    divide = answer["Location"]
    page = client.get(divide)
    assert page.status_code == 200
    form = page.context["form"] if page.context else None
    groups = handover.held_by(laden, cast.cooperation.pk, YESTERDAY, cast.manager)
    posted = {f"all-{g.holding.name}": "-" if g.holding.name == "competence" else successor.pk for g in groups}
    assert form is None or set(posted) <= set(form.fields)
    incomplete = client.post(divide, {**posted, "all-need": ""})
    assert incomplete.status_code == 200 and "all-need" in incomplete.content.decode()
    preview = client.post(divide, posted)
    assert preview.status_code == 200 and 'name="confirm"' in preview.content.decode()
    assert not Handover.objects.exists()  # nothing has happened yet
    done = client.post(divide, {**posted, "confirm": "1"})
    found = Handover.objects.get()
    assert done["Location"] == found.get_absolute_url()
    assert client.get(done["Location"]).status_code == 200
    assert names_of(laden) == set()


def test_the_pages_are_for_those_who_hand_over(cast, laden, successor, sign_in):
    done = hand_over(cast, laden, successor)
    pages = {
        "handover-list": [cast.cooperation.pk],
        "handover-begin": [cast.cooperation.pk],
        "handover": [done.pk],
    }
    expected = {
        "officer": None,
        "manager": (200, 200, 200),
        "contact": (200, 200, 404),
        "purchaser": (403, 403, 404),
        "steering": (403, 403, 404),
        "stranger": (404, 404, 404),
        "supplier": (404, 404, 404),
    }
    for actor, codes in expected.items():
        if codes is None:
            continue
        client = sign_in(getattr(cast, actor))
        assert tuple(client.get(reverse(name, args=args)).status_code for name, args in pages.items()) == codes, actor
    divide = reverse("handover-divide", args=[cast.cooperation.pk])
    asked = {"person": cast.purchaser.pk, "last_day": TODAY.isoformat()}
    assert sign_in(cast.contact).get(divide, asked).status_code == 200
    assert sign_in(cast.contact).get(divide, asked | {"person": cast.steering.pk}).status_code == 403
    assert sign_in(cast.contact).get(divide, asked | {"last_day": "2026-13-45"}).status_code == 404
    assert sign_in(cast.contact).get(divide, asked | {"person": "x"}).status_code == 404
    page = sign_in(successor).get(done.get_absolute_url()).content.decode()
    assert "Kanoter" in page


def test_a_contact_in_procurements_is_handed_over(cast, successor):
    row = Participation.objects.create(
        procurement=make_procurement(cast.cooperation, officer=cast.officer, stage=Stage.PARTICIPATION),
        organisation=cast.municipality,
        due_on=AHEAD,
        invited_by=cast.officer,
        contact=cast.purchaser,
    )
    hand_over(cast, cast.purchaser, cast.contact, by=cast.officer)
    row.refresh_from_db()
    assert row.contact == cast.contact


def test_a_planned_handover_is_a_deadline_that_stays(cast, laden, successor):
    planned = hand_over(cast, laden, successor, last_day=TODAY + timedelta(days=3))
    on = TODAY + timedelta(days=4)
    mine = deadlines.own(cast.manager.pk, TODAY, TODAY, on, of={"handover"})
    assert [(d.day, d.url) for d in mine] == [(on, planned.get_absolute_url())]
    assert deadlines.own(successor.pk, TODAY, TODAY, on, of={"handover"}) == []
    later = on + timedelta(days=40)
    assert len(deadlines.own(cast.manager.pk, later, later, later, of={"handover"})) == 1


def test_without_a_regional_manager_a_planned_handover_is_a_deadline_of_the_officers(cast, laden, successor):
    hand_over(cast, laden, successor, last_day=TODAY + timedelta(days=3))
    Appointment.objects.filter(user=cast.manager).update(valid_to=YESTERDAY)
    on = TODAY + timedelta(days=4)
    assert len(deadlines.own(successor.pk, TODAY, TODAY, on, of={"handover"})) == 1
