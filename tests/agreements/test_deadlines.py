"""What falls due in agreements, and for whom."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agreements.models import AgreementChange, CallOff, CeilingEntry, ExtensionOption, MiniCompetition
from agreements.states import AgreementStatus, OptionState
from portal.accounts.actor import Role
from portal.organisations.models import Appointment
from portal.organisations.offices import Offices
from portal.workflow import deadlines
from tests import factories

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-11-20 09:00+01:00", tick=False):
        yield


def own(person, days=730):
    return deadlines.own(person.pk, TODAY, TODAY - timedelta(days=31), TODAY + timedelta(days=days))


def keys(person, days=730):
    """The deadlines of agreements themselves; the plan has its own of what takes their place."""
    return [one.key for one in own(person, days) if not one.key.startswith("successor:")]


def option_of(agreement, notice_by):
    option = ExtensionOption.objects.get(agreement=agreement)
    option.notice_by = notice_by
    option.save()
    return option


@pytest.fixture
def agreement(cast):
    return factories.make_agreement(
        cast.cooperation, cast.municipality, responsible=cast.officer, supplier=cast.supplier_company
    )


def test_an_agreement_s_days_are_its_officer_s(cast, agreement):
    option = option_of(agreement, date(2027, 9, 30))
    assert [(one.key, one.day) for one in own(cast.officer)] == [
        (f"option:{option.pk}", date(2027, 9, 30)),
        (f"agreement-end:{agreement.pk}", date(2027, 12, 31)),
    ]
    assert keys(cast.officer, days=314) == [f"option:{option.pk}"]  # 30 September 2027 is 314 days on
    assert keys(cast.officer, days=313) == []
    assert keys(cast.manager) == keys(cast.stranger) == keys(cast.contact) == []


def test_thirty_days_before_it_is_the_manager_s_too(cast, agreement):
    option = option_of(agreement, date(2026, 12, 20))
    assert keys(cast.manager) == [f"option:{option.pk}"]  # 20 December is 30 days on
    option_of(agreement, date(2026, 12, 21))
    assert keys(cast.manager) == []


@pytest.mark.parametrize("gone", ["nobody named", "role ended", "account closed"])
def test_where_nobody_answers_the_manager_does(cast, agreement, gone):
    if gone == "nobody named":
        agreement.responsible = None
        agreement.save()
    if gone == "role ended":
        Appointment.objects.filter(user=cast.officer).update(valid_to=TODAY - timedelta(days=1))
    if gone == "account closed":
        cast.officer.is_active = False
        cast.officer.save()
    assert keys(cast.manager) == [f"agreement-end:{agreement.pk}"]
    assert keys(cast.officer) == []


def test_a_contact_may_be_responsible_for_the_own_agreements(cast, agreement):
    agreement.responsible = cast.contact
    agreement.save()
    assert keys(cast.contact) == [f"agreement-end:{agreement.pk}"]
    assert keys(cast.manager) == []


def test_without_managers_the_officers_lead(cast, agreement):
    Appointment.objects.filter(user=cast.manager).delete()
    agreement.responsible = None
    agreement.save()
    assert keys(cast.officer) == [f"agreement-end:{agreement.pk}"]


def test_what_is_settled_is_no_deadline(cast, agreement):
    option = option_of(agreement, date(2027, 9, 30))
    for state in (OptionState.USED, OptionState.DECLINED, OptionState.LAPSED):
        option.state = state
        option.save()
        assert keys(cast.officer) == [f"agreement-end:{agreement.pk}"]
    agreement.status, agreement.terminated_on = AgreementStatus.TERMINATED, TODAY
    agreement.save()
    assert keys(cast.officer) == []


def successor_of(agreement, **fields):
    return factories.make_agreement(
        agreement.cooperation,
        agreement.owner,
        **{"starts_on": date(2028, 1, 1), "ends_on": date(2030, 12, 31), "responsible": None, **fields},
    )


@pytest.mark.parametrize(
    ("fields", "known"),
    [
        ({}, True),
        ({"status": "draft"}, True),
        ({"status": "terminated"}, False),
        ({"starts_on": date(2027, 7, 1)}, True),  # 183 days before 31 December 2027
        ({"starts_on": date(2027, 6, 30)}, False),
    ],
)
def test_an_agreement_with_a_successor_only_ends(cast, agreement, fields, known):
    successor_of(agreement, **fields)
    assert (keys(cast.officer) == []) is known


def test_a_successor_buys_the_same_for_the_same(cast, agreement):
    successor_of(agreement, cpv=factories.make_cpv("15000000", "Livsmedel"))
    factories.make_agreement(cast.cooperation, cast.neighbour, starts_on=date(2028, 1, 1), ends_on=date(2030, 12, 31))
    assert keys(cast.officer) == [f"agreement-end:{agreement.pk}"]


def test_contracts_that_outlive_their_framework(cast, agreement):
    agreement.latest_contract_end_on = date(2028, 3, 31)
    agreement.save()
    assert keys(cast.officer) == [f"agreement-end:{agreement.pk}", f"contracts-end:{agreement.pk}"]
    agreement.latest_contract_end_on = agreement.last_day
    agreement.save()
    assert keys(cast.officer) == [f"agreement-end:{agreement.pk}"]


@pytest.fixture
def call_off(cast, agreement):
    return CallOff.objects.create(
        agreement=agreement,
        supplier=cast.supplier_company,
        buyer=cast.municipality,
        title="Cleaning of the school",
        amount=Decimal("100000"),
        called_off_on=date(2026, 1, 10),
        ends_on=date(2027, 1, 19),
        contact=cast.purchaser,
        created_by=cast.purchaser,
    )


def test_a_call_off_ends_for_its_contact(cast, call_off):
    assert keys(cast.purchaser) == [f"call-off-end:{call_off.pk}"]
    assert keys(cast.contact) == []  # 60 days on
    call_off.ends_on = date(2026, 12, 20)
    call_off.save()
    assert keys(cast.contact) == [f"call-off-end:{call_off.pk}"]
    Appointment.objects.filter(user=cast.purchaser).delete()
    assert keys(cast.purchaser) == []
    call_off.ends_on = date(2027, 1, 19)
    call_off.save()
    assert keys(cast.contact) == [f"call-off-end:{call_off.pk}"]


def test_a_call_off_that_ended_long_ago_stays_its_buyer_s_until_it_is_completed(cast, call_off):
    call_off.ends_on = date(2026, 3, 31)
    call_off.save()
    assert keys(cast.purchaser) == keys(cast.contact) == [f"call-off-end:{call_off.pk}"]
    call_off.contact = cast.officer  # the office looks a month back only
    call_off.save()
    assert f"call-off-end:{call_off.pk}" not in keys(cast.officer)
    assert keys(cast.contact) == [f"call-off-end:{call_off.pk}"]
    call_off.status = "completed"
    call_off.save()
    assert keys(cast.contact) == []


def test_a_mini_competition_is_its_evaluators_alone(cast, agreement):
    competition = MiniCompetition.objects.create(
        agreement=agreement,
        lot=agreement.lots.get(),
        buyer=cast.municipality,
        title="Windows",
        description="Clean them",
        status="invited",
        deadline=datetime(2026, 11, 30, 23, 30, tzinfo=timezone.get_current_timezone()),
        created_by=cast.purchaser,
    )
    competition.evaluators.add(cast.purchaser, cast.expert, cast.nobody)
    for person in (cast.purchaser, cast.expert):
        assert [(one.key, one.day) for one in own(person)] == [(f"answers:{competition.pk}", date(2026, 11, 30))]
    for person in (cast.nobody, cast.contact, cast.manager, cast.supplier, cast.administrator):
        assert keys(person) == []


def test_an_invited_supplier_s_people_are_asked_to_answer_and_no_others(cast, agreement, sign_in):
    competition = MiniCompetition.objects.create(
        agreement=agreement,
        lot=agreement.lots.get(),
        buyer=cast.municipality,
        title="Windows",
        description="Clean them",
        status="invited",
        deadline=datetime(2026, 11, 30, 12, tzinfo=timezone.get_current_timezone()),
        created_by=cast.purchaser,
    )
    competition.invitations.create(supplier=cast.supplier_company, invited_at=timezone.now())
    assert keys(cast.supplier) == [f"answer-invited:{competition.pk}"]
    assert competition.get_absolute_url() in sign_in(cast.supplier).get("/").content.decode()
    for person in (cast.rival, cast.contact, cast.manager, cast.administrator):
        assert keys(person) == []
    assert competition.get_absolute_url() not in sign_in(cast.rival).get("/").content.decode()
    competition.deadline = datetime(2026, 11, 19, 12, tzinfo=timezone.get_current_timezone())
    competition.save()
    assert keys(cast.supplier) == []


def change(agreement, by, **fields):
    return AgreementChange.objects.create(
        agreement=agreement,
        kind="price",
        effective_on=date(2027, 2, 1),
        legal_basis="review_clause",
        justification="The index rose.",
        proposed_by=by,
        **fields,
    )


def test_a_proposed_change_awaits_everybody_else_in_the_office(cast, agreement):
    proposed = change(agreement, cast.officer)
    assert f"change-confirm:{proposed.pk}" in keys(cast.manager)
    assert f"change-confirm:{proposed.pk}" not in keys(cast.officer)
    for person in (cast.contact, cast.purchaser, cast.steering, cast.stranger):
        assert keys(person) == []


def test_a_confirmed_change_takes_effect_for_the_responsible_officer(cast, agreement):
    confirmed = change(agreement, cast.officer, status="confirmed", confirmed_by=cast.manager)
    assert f"change-effect:{confirmed.pk}" in keys(cast.officer)
    agreement.responsible = cast.contact  # of a municipality, who learns of it when it is in effect
    agreement.save()
    assert f"change-effect:{confirmed.pk}" in keys(cast.manager)
    assert f"change-effect:{confirmed.pk}" not in keys(cast.contact)


@pytest.mark.parametrize(
    ("amount", "level"),
    [("1049999.99", None), ("1050000", "watch"), ("1275000", "warning"), ("1500000", "exhausted")],
)
def test_a_ceiling_is_told_by_its_level(cast, agreement, call_off, amount, level):
    """Of the maximum of 1 500 000: 70 per cent is 1 050 000, 85 per cent 1 275 000."""
    CeilingEntry.objects.create(
        agreement=agreement,
        lot=agreement.lots.get(),
        buyer=cast.municipality,
        kind="reserved",
        reserved=Decimal(amount),
        day=TODAY,
        call_off=call_off,
        by=cast.purchaser,
    )
    told = [one for one in own(cast.officer) if not one.kind.dated]
    expected = [f"ceiling:{agreement.pk}:all:{level}:1500000.00"] if level else []
    assert [one.mark for one in told] == expected
    assert [one.mark for one in own(cast.manager)] == (expected if level in ("warning", "exhausted") else [])
    assert keys(cast.stranger) == []


def test_more_deadlines_take_no_more_queries(cast):
    def found(count):
        for _n in range(count):
            made = factories.make_agreement(cast.cooperation, cast.municipality, responsible=cast.officer)
            option_of(made, date(2026, 12, 1))
        with CaptureQueriesContext(connection) as queries:
            marks = [deadline.mark for deadline, _step in deadlines.reached(TODAY, timedelta(days=14))]
        return len(marks), len(queries)

    assert (one := found(1))[0] == 1
    assert found(5) == (6, one[1])


def test_offices_know_who_serves_today(cast):
    factories.appoint(cast.nobody, Role.OFFICER, since=TODAY + timedelta(days=1), cooperation=cast.cooperation)
    assert Offices.on(TODAY).staff[cast.cooperation.pk] == {cast.manager.pk, cast.officer.pk}


def test_the_page_of_deadlines(cast, agreement, sign_in):
    option_of(agreement, date(2026, 12, 1))
    client = sign_in(cast.officer)
    page = client.get(reverse("deadline-list"))
    assert page.status_code == 200
    assert agreement.get_absolute_url() in page.content.decode()
    csv = b"".join(client.get(reverse("deadline-list"), {"export": "csv", "kind": "option"}))
    assert csv.count(b"2026-12-01") == 1 and b"2027-12-31" not in csv
    later = b"".join(client.get(reverse("deadline-list"), {"export": "csv", "period": ["year", "later"]}))
    assert b"2027-12-31" in later and b"2026-12-01" not in later
    assert b"".join(client.get(reverse("deadline-list"), {"export": "xlsx"})).startswith(b"PK")
