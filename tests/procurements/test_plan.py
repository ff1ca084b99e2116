"""The plan over time: who sees what of it, and moving it."""

import io
from datetime import date
from unittest import mock

import pytest
from django.urls import reverse
from icalendar import Calendar
from python_calamine import CalamineWorkbook

from portal.law.planning import How, Step
from portal.web import lists
from portal.workflow import audit
from portal.workflow.errors import Conflict, Refused
from procurements.models import PlanMove, Procurement, StageEntry
from procurements.services import planning as services
from procurements.states.stages import Stage
from tests import factories
from tests.factories import TODAY
from tests.procurements import planned

URL = reverse("procurement-plan")
CALENDAR = reverse("procurement-plan-calendar")


@pytest.fixture(autouse=True)
def today():
    with mock.patch("django.utils.timezone.localdate", return_value=TODAY):
        yield TODAY


@pytest.fixture
def first(cast):
    return planned.make_cleaning(cast)


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
    for person in (cast.officer, cast.stranger):
        page = sign_in(cast.officer if person is cast.stranger else cast.stranger).get(URL, {"officer": person.pk})
        assert person.name not in page.content.decode(), "nobody is named who leads nothing there"


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
