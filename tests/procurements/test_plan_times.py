"""Lead times, workload, successors in time and clashes with members' own agreements."""

from datetime import date, timedelta
from unittest import mock

import pytest
from django.urls import reverse

from agreements.states import AgreementLevel
from portal.law.planning import Leads, Phase
from portal.law.procedures import Procedure
from portal.workflow import audit, deadlines
from portal.workflow.deadlines import Window
from portal.workflow.errors import Refused
from procurements.models import LeadTime, Participation, Procurement, StageEntry
from procurements.plan import past
from procurements.plan.clashes import clashes_of, clashing_among
from procurements.plan.deadlines import successors
from procurements.plan.gaps import gaps
from procurements.plan.workload import loads
from procurements.services import planning as services
from procurements.states.stages import Stage
from tests import factories
from tests.factories import TODAY
from tests.procurements import planned


@pytest.fixture(autouse=True)
def today():
    with mock.patch("django.utils.timezone.localdate", return_value=TODAY):
        yield TODAY


@pytest.fixture
def first(cast):
    return planned.make_cleaning(cast)


def test_lead_time_stated_and_held_against_what_it_took(first, cast, sign_in):
    """Participation lasted from 2 to 16 November: 14 days."""
    for stage, day in ((Stage.PARTICIPATION, 2), (Stage.SPECIFICATION, 16)):
        StageEntry.objects.create(procurement=first, stage=stage, entered_on=date(2026, 11, day))
    Procurement.objects.filter(pk=first.pk).update(procedure=Procedure.OPEN)
    assert past.phases_of(cast.cooperation)[Procedure.OPEN] == {Phase.PARTICIPATION: past.Took(14, 1)}
    client = sign_in(cast.officer)
    page = reverse("lead-time-edit", args=[cast.cooperation.pk, "open"])
    said = {"participation": 30, "dialogue": 0, "specification": 60, "tendering": 40, "evaluation": 50, "award": 30}
    assert client.post(page, said | {"version": 0}).status_code == 302
    row = LeadTime.objects.get()
    assert row.leads == Leads(30, 0, 60, 40, 50, 30)
    assert client.post(page, said | {"version": 0, "award": 31}).status_code == 200  # somebody stated them meanwhile
    assert client.post(page, said | {"version": 1, "award": -1}).status_code == 200
    assert client.post(page, said | {"version": 1, "award": 20}).status_code == 302
    assert audit.history(row).first().changes == {"award": [30, 20]}
    assert client.get(reverse("lead-time-list", args=[cast.cooperation.pk])).status_code == 200


def test_lead_times_from_completed_procurements(first, cast):
    """From the plan of a completed one: 1 June to 12 July is 41 days, on to 6 September 56, on to 1 November 56. In the
    register the notice of 1 June 2024 and the first day of 1 January 2025 lie 214 days apart."""
    Procurement.objects.filter(pk=first.pk).update(stage=Stage.COMPLETED)
    assert past.phases_of(cast.cooperation)[Procedure.OPEN] == {
        Phase.TENDERING: past.Took(41, 1),
        Phase.EVALUATION: past.Took(56, 1),
        Phase.AWARD: past.Took(56, 1),
    }
    assert past.notice_to_start(cast.cooperation) is None
    factories.make_agreement(cast.cooperation)
    assert past.notice_to_start(cast.cooperation) == past.Took(214, 1)


def test_lead_times_are_stated_by_the_own_office(cast):
    said = dict.fromkeys((phase.value for phase in Phase), 10)
    for actor in ("stranger", "contact", "purchaser", "steering"):
        with pytest.raises(Refused):
            services.state_lead_times(
                by=cast.user(actor), cooperation_id=cast.cooperation.pk, procedure="open", version=0, days=said
            )
        with pytest.raises(Refused):
            services.state_workload(
                by=cast.user(actor), cooperation_id=cast.cooperation.pk, version=0, shares=said | {"capacity": 50}
            )


def test_workload_per_officer_and_quarter(first, cast, sign_in):
    """Specification from 12 April to 1 June 2027 (50 of 91 days at 40 per cent) and the notice until 1 July (30 at 15)
    weigh (2,000 + 450) / 91 + dialogue's first 11 days at 20 (220 / 91) = 29.3 per cent of the second quarter."""
    (found,) = loads([cast.cooperation], TODAY)
    (row,) = found.rows
    by_quarter = {str(share.quarter): share for share in row.shares}
    assert by_quarter["2027-2"].per_cent == 29
    assert not row.is_over
    services.state_workload(
        by=cast.manager,
        cooperation_id=cast.cooperation.pk,
        version=0,
        shares={phase.value: 40 for phase in Phase} | {"capacity": 30},
    )
    (found,) = loads([cast.cooperation], TODAY)
    assert found.rows[0].is_over
    assert sign_in(cast.manager).get(reverse("workload")).status_code == 200


# Successors and clashes


@pytest.fixture
def ending(cast):
    """Runs out on 31 August 2027, without options: by 340 days of an open procedure, begun by 26 September 2026."""
    return factories.make_agreement(
        cast.cooperation,
        cast.municipality,
        "Städavtal",
        ends_on=date(2027, 8, 31),
        option_months=(),
        cpv=factories.make_cpv("90911200", "Städning"),
        responsible=cast.officer,
    )


def test_gap_is_worked_back_from_the_last_day(ending, cast):
    (gap,) = gaps([cast.cooperation.pk], TODAY)
    assert (gap.last_day, gap.begin_by) == (date(2027, 8, 31), date(2026, 9, 26))
    assert gaps([cast.other_cooperation.pk], TODAY) == []


def test_open_options_put_off_the_latest_start(ending, cast):
    ending.options.create(position=1, months=12)
    (gap,) = gaps([cast.cooperation.pk], TODAY)
    assert (gap.last_day, gap.begin_by) == (date(2028, 8, 31), date(2027, 9, 27))


@pytest.mark.parametrize(
    ("fields", "closed"),
    [
        ({"starts_on": date(2027, 9, 1)}, True),
        ({"starts_on": date(2027, 9, 2)}, False),
        ({"notice_on": date(2027, 4, 1)}, True),  # 145 days more: 24 August
        ({"notice_on": date(2027, 4, 20)}, False),  # 12 September
        ({}, False),  # 340 days from today: 26 October 2027
        ({"starts_on": date(2027, 9, 1), "stage": Stage.CANCELLED}, False),
    ],
)
def test_gap_is_closed_by_a_successor_in_time(ending, cast, fields, closed):
    factories.make_procurement(cast.cooperation, **fields).replaces.add(ending)
    assert (gaps([cast.cooperation.pk], TODAY) == []) is closed


def test_successor_plan_begins_a_draft_with_its_days(ending, cast, sign_in):
    client = sign_in(cast.manager)
    assert "Städavtal" in client.get(reverse("successor-list")).content.decode()
    page = reverse("successor-plan", args=[ending.pk])
    assert client.post(page, {"procedure": "open", "starts_on": "2028-01-01"}).status_code == 302
    made = Procurement.objects.get()
    assert (made.stage, made.procedure, made.officer, made.organisation) == (
        Stage.DRAFT,
        Procedure.OPEN,
        cast.officer,
        cast.municipality,
    )
    assert (made.participation_on, made.notice_on, made.starts_on) == (
        date(2027, 1, 26),
        date(2027, 8, 9),
        date(2028, 1, 1),
    )
    assert list(made.replaces.all()) == [ending]
    assert [cpv.code for cpv in made.cpvs.all()] == ["90911200"]
    with pytest.raises(Refused):
        services.plan_successor(by=cast.manager, agreement_id=ending.pk, procedure="open", starts_on=date(2028, 1, 1))
    assert client.get(reverse("successor-list"), {"export": "csv"}).status_code == 200


def test_successor_plan_is_for_the_own_office(ending, cast):
    for actor in ("stranger", "contact", "purchaser"):
        with pytest.raises(Refused):
            services.plan_successor(
                by=cast.user(actor), agreement_id=ending.pk, procedure="open", starts_on=date(2028, 1, 1)
            )


def test_successor_is_a_deadline_of_the_responsible_officer(ending, cast):
    ending.ends_on = ending.last_day = date(2028, 1, 31)
    ending.save()
    (found,) = successors(Window(TODAY, TODAY + timedelta(days=365), TODAY))
    assert (found.day, found.to) == (date(2027, 2, 26), (cast.officer.pk,))
    assert list(successors(Window(TODAY, TODAY + timedelta(days=365), TODAY, person=cast.purchaser.pk))) == []
    assert "successor" in [kind.name for kind in deadlines.kinds()]


def local(cast, code, owner=None, **fields):
    fields = {"ends_on": date(2028, 12, 31), "level": AgreementLevel.LOCAL, **fields}
    return factories.make_agreement(
        cast.cooperation, owner or cast.municipality, cpv=factories.make_cpv(code, code), **fields
    )


def test_clashes_with_members_own_agreements(first, cast, sign_in):
    same = local(cast, "90911200")
    above = local(cast, "90900000")
    below = local(cast, "90911210")
    local(cast, "90919200")  # a sister branch
    local(cast, "09000000")  # another division
    local(cast, "90911200", ends_on=date(2027, 10, 31))  # ends before the start
    local(cast, "90911200", owner=factories.make_organisation())  # no member
    local(cast, "90911200", level=AgreementLevel.REGIONAL)
    declined = local(cast, "90911200", owner=cast.neighbour)
    replaced = local(cast, "90911200")
    first.replaces.add(replaced)
    Participation.objects.create(
        procurement=first,
        organisation=cast.neighbour,
        state="declined",
        due_on=TODAY,
        invited_by=cast.officer,
        answered_by=cast.contact,
        answered_at="2026-11-01T00:00Z",
    )
    assert {row.pk for row in clashes_of(first, TODAY)} == {same.pk, above.pk, below.pk}
    assert clashing_among([first], TODAY) == {first.pk}
    assert declined not in clashes_of(first, TODAY)
    assert same.title in sign_in(cast.officer).get(first.get_absolute_url()).content.decode()
    assert 'id="clashes"' not in sign_in(cast.contact).get(first.get_absolute_url()).content.decode()
    for row in (same, above, below):
        type(row).objects.filter(pk=row.pk).update(level=AgreementLevel.REGIONAL)
    assert clashing_among([first], TODAY) == frozenset()


@pytest.mark.parametrize(
    ("code", "clashes"),
    [("90911200", True), ("90900000", True), ("90911210", True), ("90919200", False), ("09000000", False)],
)
def test_clashes_are_told_on_the_plan_as_on_the_page(first, cast, code, clashes):
    local(cast, code)
    assert clashing_among([first], TODAY) == ({first.pk} if clashes else set())
    assert bool(clashes_of(first, TODAY)) is clashes
