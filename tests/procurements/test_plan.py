"""The plan over time: who sees what of it, moving it, lead times, successors, workload and clashes."""

import io
from datetime import date, timedelta
from unittest import mock

import pytest
from django.urls import reverse
from icalendar import Calendar
from python_calamine import CalamineWorkbook

from agreements.states import AgreementLevel
from portal.law.planning import How, Leads, Phase, Step
from portal.law.procedures import Procedure
from portal.web import lists
from portal.workflow import audit, deadlines
from portal.workflow.deadlines import Window
from portal.workflow.errors import Conflict, Refused
from procurements.models import LeadTime, Participation, PlanMove, Procurement, StageEntry
from procurements.plan import past
from procurements.plan.clashes import clashes_of, clashing_among
from procurements.plan.deadlines import successors
from procurements.plan.gaps import gaps
from procurements.plan.workload import loads
from procurements.services import planning as services
from procurements.states.stages import Stage
from tests import factories
from tests.factories import TODAY

URL = reverse("procurement-plan")
CALENDAR = reverse("procurement-plan-calendar")


@pytest.fixture(autouse=True)
def today():
    with mock.patch("django.utils.timezone.localdate", return_value=TODAY):
        yield TODAY


@pytest.fixture
def cleaning(db):
    return factories.make_cpv("90911200", "Städning", en="Cleaning of buildings")


@pytest.fixture
def first(cast, cleaning):
    """Cleaning, planned by the officer."""
    row = factories.make_procurement(
        cast.cooperation,
        "Städning",
        organisation=cast.municipality,
        officer=cast.officer,
        participation_on=date(2027, 1, 11),
        dialogue_on=date(2027, 3, 1),
        specification_on=date(2027, 4, 12),
        notice_on=date(2027, 6, 1),
        tenders_due_on=date(2027, 7, 12),
        award_on=date(2027, 9, 6),
        starts_on=date(2027, 11, 1),
    )
    row.cpvs.add(cleaning)
    return row


@pytest.fixture
def second(cast, first):
    """Windows, which come after cleaning."""
    return factories.make_procurement(
        cast.cooperation, "Fönster", after=first, officer=cast.manager, notice_on=date(2027, 12, 1)
    )


def move(cast, first, **said):
    first.refresh_from_db()
    asked = {"step": Step.NOTICE, "to": date(2027, 6, 15), "how": How.ALONG, "reason": "The dialogue takes longer."}
    return services.move(by=cast.officer, procurement_id=first.pk, version=first.version, **asked | said)


def drawn(client, **params):
    with mock.patch.object(lists, "render", wraps=lists.render) as render:
        assert client.get(URL, params).status_code == 200
    found = render.call_args.args[2]
    return found["grouped"](found["list"].rows)


# Who sees what


def test_plan_shows_the_public_what_is_public(first, second, cast, sign_in):
    StageEntry.objects.create(procurement=first, stage=Stage.PARTICIPATION, entered_on=date(2027, 1, 15))
    for actor in ("public", "supplier", "purchaser", "stranger"):
        client = sign_in(cast.user(actor))
        page = client.get(URL, {"by": "officer"}).content.decode()
        assert "Städning" in page, actor
        assert cast.officer.name not in page, actor
        row = drawn(client)[0][1][0]
        steps = {told.step for told in row.told}
        assert steps == {Step.DIALOGUE, Step.NOTICE, Step.TENDERS_DUE, Step.AWARD, Step.STARTS}, actor
        assert (row.actual, row.movable, {bar.phase for bar in row.bars} & {"participation", "specification"}) == (
            (),
            frozenset(),
            set(),
        )


def test_plan_shows_the_office_everything(first, second, cast, sign_in):
    StageEntry.objects.create(procurement=first, stage=Stage.PARTICIPATION, entered_on=date(2026, 11, 2))
    Procurement.objects.filter(pk=first.pk).update(stage=Stage.PARTICIPATION)
    client = sign_in(cast.officer)
    groups = drawn(client, by="officer")
    assert [name for name, _rows in groups] == [cast.manager.name, cast.officer.name]
    row = groups[1][1][0]
    assert [told.late for told in row.told if told.happened] == [-70]  # 2 November instead of 11 January
    assert [bar.phase for bar in row.actual] == ["participation"]
    assert Step.PARTICIPATION not in row.movable
    assert Step.NOTICE in row.movable


def test_plan_filters_by_officer_for_the_office_only(first, second, cast, sign_in):
    asked = {"officer": cast.officer.pk}
    assert [row.procurement.title for _name, rows in drawn(sign_in(cast.officer), **asked) for row in rows] == [
        "Städning"
    ]
    assert drawn(sign_in(None), **asked) == []
    assert drawn(sign_in(cast.stranger), **asked) == []


def test_plan_groups_by_quarter_and_category_and_bears_any_address(first, second, cast, sign_in):
    client = sign_in(None)
    assert [len(rows) for _name, rows in drawn(client, by="quarter", zoom="3")] == [1, 1]
    assert [len(rows) for _name, rows in drawn(client, by="category")] == [1, 1]
    for params in ({"from": "9999-4"}, {"from": "x"}, {"zoom": "y", "by": "z"}, {"from": "0001-1"}):
        assert drawn(client, **params)


def test_plan_leaves_out_what_has_ended(first, cast, sign_in):
    Procurement.objects.filter(pk=first.pk).update(stage=Stage.CANCELLED)
    assert drawn(sign_in(cast.officer)) == []


def sheet(client):
    content = b"".join(client.get(URL, {"export": "xlsx"}).streaming_content)
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_plan_exports_what_the_reader_sees(first, cast, sign_in):
    public, office = sheet(sign_in(None)), sheet(sign_in(cast.officer))
    assert len(public[0]) < len(office[0])
    said = [str(cell) for row in public for cell in row]
    assert cast.officer.name not in said
    assert "2027-01-11" not in said
    assert cast.officer.name in [str(cell) for row in office for cell in row]
    # An officer of another cooperation has the columns, and nothing in them.
    assert cast.officer.name not in [str(cell) for row in sheet(sign_in(cast.stranger)) for cell in row]
    csv = b"".join(sign_in(None).get(URL, {"export": "csv"}).streaming_content).decode("utf-8-sig")
    assert "Städning" in csv


def test_plan_calendar_is_public_and_never_more(first, cast, sign_in):
    factories.make_procurement(cast.cooperation, "Hemlig", stage=Stage.DRAFT, notice_on=date(2027, 5, 1))
    answer = sign_in(cast.officer).get(CALENDAR)
    assert answer["Content-Type"].startswith("text/calendar")
    assert "public" in answer["Cache-Control"]
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert sorted(event["dtstart"].dt for event in events) == [date(2027, 3, 1), date(2027, 6, 1)]
    assert cast.officer.name not in answer.content.decode()
    assert len({event["uid"] for event in events}) == 2
    assert Calendar.from_ical(sign_in(None).get(CALENDAR, {"category": "45"}).content).walk("VEVENT") == []


# Moving


def test_procurement_move_takes_along_what_follows(first, second, cast):
    made = move(cast, first)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.dialogue_on, first.notice_on, first.starts_on) == (
        date(2027, 3, 1),
        date(2027, 6, 15),
        date(2027, 11, 15),
    )
    assert second.notice_on == date(2027, 12, 15)
    assert (first.version, second.version) == (2, 2)
    assert made.days.count() == 5
    event = audit.history(second).first()
    assert (event.action, event.reason) == ("procurement.moved", "The dialogue takes longer.")
    assert event.changes == {"notice_on": ["2027-12-01", "2027-12-15"]}


def test_procurement_move_and_back(first, second, cast, sign_in):
    made = move(cast, first)
    client = sign_in(cast.manager)
    assert client.post(reverse("procurement-move-back", args=[made.pk])).status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.notice_on, first.starts_on, second.notice_on) == (
        date(2027, 6, 1),
        date(2027, 11, 1),
        date(2027, 12, 1),
    )
    assert audit.history(first).first().action == "procurement.moved_back"
    with pytest.raises(Refused):
        services.move_back(by=cast.officer, move_id=made.pk)


def test_procurement_move_back_takes_the_last_first_and_nothing_that_was_changed_since(first, second, cast):
    one = move(cast, first)
    two = move(cast, first, to=date(2027, 6, 20))
    with pytest.raises(Refused):
        services.move_back(by=cast.officer, move_id=one.pk)
    Procurement.objects.filter(pk=second.pk).update(notice_on=date(2028, 1, 1))
    with pytest.raises(Refused):
        services.move_back(by=cast.officer, move_id=two.pk)


def test_procurement_move_is_refused(first, second, cast):
    with pytest.raises(Refused):
        move(cast, first, reason=" ")
    with pytest.raises(Refused):
        move(cast, first, to=date(2027, 4, 1))  # before the specification
    with pytest.raises(Refused):
        move(cast, first, seen="something else")
    with pytest.raises(Conflict):
        services.move(
            by=cast.officer,
            procurement_id=first.pk,
            version=first.version + 1,
            step=Step.NOTICE,
            to=date(2027, 6, 15),
            how=How.ALONG,
            reason="x",
        )
    for actor in ("stranger", "purchaser", "contact", "supplier"):
        with pytest.raises(Refused):
            services.move(
                by=cast.user(actor),
                procurement_id=first.pk,
                version=first.version,
                step=Step.NOTICE,
                to=date(2027, 6, 15),
                how=How.ALONG,
                reason="x",
            )
    assert not PlanMove.objects.exists()


def test_procurement_move_never_moves_what_is_announced(first, second, cast):
    Procurement.objects.filter(pk=second.pk).update(stage=Stage.PUBLISHED, published_on=TODAY)
    move(cast, first)
    second.refresh_from_db()
    assert second.notice_on == date(2027, 12, 1)
    Procurement.objects.filter(pk=first.pk).update(stage=Stage.PUBLISHED, published_on=TODAY)
    with pytest.raises(Refused):
        move(cast, first, to=date(2027, 7, 1))


def test_procurement_move_page_previews_and_then_confirms(first, second, cast, sign_in):
    client = sign_in(cast.officer)
    url = reverse("procurement-move", args=[first.pk])
    assert client.get(url).status_code == 200
    asked = f"{url}?step=notice_on&to=2027-06-15"
    page = client.get(asked)
    assert "Fönster" in page.content.decode()
    assert not PlanMove.objects.exists()
    seen = services.mark_of(services.preview(first, Step.NOTICE, date(2027, 6, 15), How.ALONG))
    assert seen in page.content.decode()
    assert client.post(asked, {"seen": seen, "version": 1, "reason": ""}).status_code == 200
    assert not PlanMove.objects.exists()
    assert client.post(asked, {"seen": seen, "version": 1, "reason": "Longer."}).status_code == 302
    assert PlanMove.objects.get().days.count() == 5
    for bad in ("step=notice_on&to=2020-01-01", "step=x&to=2027-06-15", "step=notice_on&to=x", "to="):
        assert client.post(f"{url}?{bad}", {"reason": "x", "version": 2}).status_code == 200
    assert PlanMove.objects.count() == 1


def test_procurement_page_shows_its_plan_to_the_office(first, second, cast, sign_in):
    made = move(cast, first)
    back = reverse("procurement-move-back", args=[made.pk])
    assert back in sign_in(cast.officer).get(first.get_absolute_url()).content.decode()
    for actor in ("public", "supplier", "purchaser", "stranger"):
        page = sign_in(cast.user(actor)).get(first.get_absolute_url()).content.decode()
        assert back not in page
        assert made.reason not in page


# Lead times and workload


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
def ending(cast, cleaning):
    """Runs out on 31 August 2027, without options: by 340 days of an open procedure, begun by 26 September 2026."""
    return factories.make_agreement(
        cast.cooperation,
        cast.municipality,
        "Städavtal",
        ends_on=date(2027, 8, 31),
        option_months=(),
        cpv=cleaning,
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
