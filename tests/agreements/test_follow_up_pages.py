"""The pages of follow-up: who opens them, what each side sees, and what their forms do."""

from datetime import date

import pytest
import time_machine
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError
from django.test.utils import CaptureQueriesContext

from agreements import services as register
from agreements.models import (
    Activity,
    Agreement,
    DialogueMeeting,
    FollowUpPlan,
    NonConformity,
    Obligation,
    Partnership,
    RoomComment,
)
from agreements.services import partnerships
from agreements.services.follow_up_plans import plan_follow_up
from portal.workflow import deadlines, duties
from portal.workflow.errors import Conflict, Refused
from tests import factories
from tests.agreements.builders import framework
from tests.factories import TODAY


@pytest.fixture(autouse=True)
def _today():
    cache.clear()
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def agreement(cast) -> Agreement:
    found = factories.make_agreement(
        cast.cooperation,
        cast.municipality,
        title="Städning av skolor",
        supplier=cast.supplier_company,
        responsible=cast.officer,
    )
    plan_follow_up(cast.cooperation, TODAY)
    return found


def text_of(response) -> str:
    return response.content.decode().replace("\xa0", " ")


def answers(cast, sign_in, address: str) -> dict[str, int]:
    return {actor: sign_in(cast.user(actor)).get(address).status_code for actor in cast.ACTORS}


OURS = ("manager", "officer", "contact")


def test_agreement_follow_up_is_for_those_who_follow_it_up(cast, sign_in, agreement):
    assert answers(cast, sign_in, f"/agreements/{agreement.pk}/follow-up/") == {
        **dict.fromkeys(cast.ACTORS, 403),
        **dict.fromkeys((*OURS, "administrator"), 200),
        "public": 302,
    }


def test_partnership_room_is_for_both_sides_alone(cast, sign_in, agreement):
    assert answers(cast, sign_in, f"/agreements/{agreement.pk}/room/") == {
        **dict.fromkeys(cast.ACTORS, 404),
        **dict.fromkeys((*OURS, "administrator", "supplier"), 200),
        "public": 302,
    }
    other = factories.make_agreement(cast.cooperation, cast.municipality, supplier=cast.other_supplier)
    assert sign_in(cast.supplier).get(f"/agreements/{other.pk}/room/").status_code == 404
    draft = factories.make_agreement(
        cast.cooperation, cast.municipality, supplier=cast.supplier_company, status="draft"
    )
    assert sign_in(cast.supplier).get(f"/agreements/{draft.pk}/room/").status_code == 404


def fill(cast, agreement) -> None:
    """One thing of every kind, with words that tell them apart."""
    for supplier, name in ((cast.supplier_company, "ours"), (cast.other_supplier, "rivals"), (None, "everybody")):
        shared = {"agreement": agreement, "supplier": supplier}
        Activity.objects.create(**shared, level="tactical", title=f"Activity of {name}", due_on=date(2027, 1, 1))
        DialogueMeeting.objects.create(
            **shared,
            level="strategic",
            planned_on=date(2026, 10, 1),
            held_on=date(2026, 10, 1),
            agreed=f"Agreed with {name}",
            internal_note=f"Note on {name}",
        )
        Obligation.objects.create(**shared, kind="coming_law", wording=f"Obligation of {name}")
    for supplier, sent in ((cast.supplier_company, True), (cast.supplier_company, False), (cast.other_supplier, True)):
        NonConformity.objects.create(
            agreement=agreement,
            supplier=supplier,
            buyer=cast.municipality,
            title=f"Failure of {supplier.name}, {'sent' if sent else 'unsent'}",
            what_happened="x",
            happened_on=date(2026, 11, 1),
            demand="x",
            answer_by=date(2026, 12, 1),
            status="sent" if sent else "reported",
            sent_at="2026-11-02T10:00+01:00" if sent else None,
            reported_by=cast.purchaser,
            internal_note="Note on the failure",
        )


def test_partnership_room_shows_a_supplier_its_own_and_no_internal_note(cast, sign_in, agreement):
    agreement.lots.get().suppliers.create(supplier=cast.other_supplier)
    fill(cast, agreement)
    RoomComment.objects.create(agreement=agreement, supplier=cast.other_supplier, by=cast.rival, text="Rival's words")
    page = text_of(sign_in(cast.supplier).get(f"/agreements/{agreement.pk}/room/"))
    for said in ("Activity of ours", "Activity of everybody", "Agreed with ours", "Obligation of ours", ", sent"):
        assert said in page, said
    for hidden in ("rivals", "Note on", "unsent", cast.other_supplier.name, "Rival's words"):
        assert hidden not in page, hidden
    for address in (f"?supplier={cast.other_supplier.pk}", "?supplier=x"):
        assert "rivals" not in text_of(sign_in(cast.supplier).get(f"/agreements/{agreement.pk}/room/{address}"))
    ours = text_of(sign_in(cast.officer).get(f"/agreements/{agreement.pk}/room/?supplier={cast.other_supplier.pk}"))
    assert "Activity of rivals" in ours and "Activity of ours" not in ours and "Note on" not in ours
    follow_up = text_of(sign_in(cast.officer).get(f"/agreements/{agreement.pk}/follow-up/"))
    assert "Note on ours" in follow_up


def test_comments_stand_as_they_were_written(cast, sign_in, agreement):
    address = f"/agreements/{agreement.pk}/room/"
    assert sign_in(cast.supplier).post(address, {"text": "We are ready"}).status_code == 302
    assert sign_in(cast.officer).post(address, {"text": "So are we"}).status_code == 302
    assert sign_in(cast.officer).post(address, {"text": "  "}).status_code == 200
    assert sign_in(cast.administrator).post(address, {"text": "I read only"}).status_code == 403
    assert sign_in(cast.rival).post(address, {"text": "I spy"}).status_code == 404
    assert list(RoomComment.objects.values_list("text", flat=True)) == ["So are we", "We are ready"]
    with pytest.raises(Refused):
        partnerships.comment(
            by=cast.officer, agreement_id=agreement.pk, supplier_id=cast.other_supplier.pk, text="Misplaced"
        )
    for change in (
        lambda: RoomComment.objects.update(text="Otherwise"),
        lambda: RoomComment.objects.all().delete(),
    ):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            change()


def test_a_supplier_ticks_its_own_activity_done(cast, sign_in, agreement):
    row = Activity.objects.create(
        agreement=agreement, supplier=cast.supplier_company, level="tactical", title="Send it", due_on=date(2027, 1, 1)
    )
    client = sign_in(cast.supplier)
    assert f"/agreements/activities/{row.pk}/done/" in text_of(client.get(f"/agreements/{agreement.pk}/room/"))
    assert client.get(f"/agreements/activities/{row.pk}/edit/").status_code == 403
    response = client.post(f"/agreements/activities/{row.pk}/done/", {"version": "1", "result": "Sent today"})
    assert response["Location"] == f"/agreements/{agreement.pk}/room/"
    row.refresh_from_db()
    assert (row.state, row.result) == ("done", "Sent today")
    assert sign_in(cast.rival).get(f"/agreements/activities/{row.pk}/done/").status_code == 404


def test_the_forms_of_follow_up(cast, sign_in, agreement):
    client = sign_in(cast.officer)
    base = f"/agreements/{agreement.pk}"
    sent = {"title": "Forecast", "level": "tactical", "due_on": "2027-01-01", "what": "", "their_person": ""}
    people = {"our_person": str(cast.officer.pk), "their_person": f"user-{cast.supplier.pk}"}
    assert client.post(f"{base}/activities/new/", {**sent, "due_on": "soon"}).status_code == 200
    assert client.post(f"{base}/activities/new/", {**sent, **people}).status_code == 302
    activity = Activity.objects.get()
    assert (activity.their_user, activity.our_person, activity.supplier) == (
        cast.supplier,
        cast.officer,
        cast.supplier_company,
    )
    assert client.post(f"{base}/dialogue/new/", {"level": "tactical", "every_months": "6", **people}).status_code == 302
    meeting = DialogueMeeting.objects.get()
    held = {"version": "1", "level": "tactical", "planned_on": "2027-05-20", "held_on": "2026-11-19"}
    address = f"/agreements/dialogue-meetings/{meeting.pk}/edit/"
    assert client.post(address, {**held, "agreed": ""}).status_code == 200
    rows = {"activities-row": ["0"], "activities-0-title": "Next step", "activities-0-due_on": "2026-12-24"}
    assert client.post(address, {**held, "agreed": "Go on", **rows}).status_code == 302
    assert Activity.objects.get(title="Next step").meeting == meeting
    obligation = {"kind": "service_level", "wording": "Fast", "measure": "Hours", "target": "1"}
    assert client.post(f"{base}/obligations/new/", {**obligation, "measure": ""}).status_code == 200
    assert client.post(f"{base}/obligations/new/", obligation).status_code == 302
    check = {"version": "1", "checked_on": "2026-11-20", "result": "met", "finding": "", "next_check_on": "2027-06-01"}
    assert client.post(f"/agreements/obligations/{Obligation.objects.get().pk}/check/", check).status_code == 302
    plan = {"version": "1", "own_tier": "c", "next_on": "2027-01-01", "reason": "Little used"}
    assert client.post(f"{base}/follow-up/adjust/", {**plan, "reason": ""}).status_code == 200
    assert client.post(f"{base}/follow-up/adjust/", plan).status_code == 302
    visit = {"version": "2", "done_on": "2026-11-20", "notes": "All well"}
    assert client.post(f"{base}/follow-up/done/", visit).status_code == 302
    assert FollowUpPlan.objects.get().next_on == date(2027, 12, 31)  # every second year, but before it ends
    page = text_of(client.get(f"{base}/follow-up/"))
    for said in ("Forecast", "Go on", "Fast", "Little used", "All well"):
        assert said in page, said


def test_report_from_agreement_to_answer_on_the_suppliers_page(cast, sign_in, agreement):
    sent = {
        "kind": "complaint",
        "title": "Not cleaned",
        "what_happened": "Nobody came",
        "happened_on": "2026-11-19",
        "severity": "minor",
        "demand": "Come",
        "answer_by": "2026-12-01",
        "internal_note": "Again!",
    }
    client = sign_in(cast.purchaser)
    assert client.post(f"/agreements/{agreement.pk}/non-conformities/new/", {**sent, "title": ""}).status_code == 200
    response = client.post(f"/agreements/{agreement.pk}/non-conformities/new/", sent)
    found = NonConformity.objects.get()
    assert response["Location"] == found.get_absolute_url()
    assert (found.buyer, found.supplier, found.reported_by) == (
        cast.municipality,
        cast.supplier_company,
        cast.purchaser,
    )
    address = found.get_absolute_url()
    assert sign_in(cast.supplier).get(address).status_code == 404
    assert sign_in(cast.contact).post(f"{address}send/", {"version": "1", "answer_by": "2026-12-01"}).status_code == 302
    client = sign_in(cast.supplier)
    page = text_of(client.get(address))
    assert "Nobody came" in page and "Again!" not in page and f"{address}answer/" in page
    assert client.get(f"{address}close/").status_code == 403
    assert client.post(f"{address}answer/", {"version": "2", "text": "Sorry"}).status_code == 302
    assert sign_in(cast.contact).post(f"{address}close/", {"version": "3", "text": "Fine"}).status_code == 302
    for actor, status in (("rival", 404), ("stranger", 404), ("working", 404), ("purchaser", 200)):
        assert sign_in(cast.user(actor)).get(address).status_code == status
    assert "Not cleaned" in text_of(sign_in(cast.supplier).get("/agreements/non-conformities/"))
    assert "Not cleaned" not in text_of(sign_in(cast.rival).get("/agreements/non-conformities/"))
    csv = b"".join(sign_in(cast.officer).get("/agreements/non-conformities/?export=csv").streaming_content).decode()
    assert "Not cleaned" in csv and "Again!" not in csv


def test_an_answer_on_an_old_version_tells_the_supplier_nothing_of_the_internal_note(cast, sign_in, agreement):
    report = {
        "kind": "complaint", "title": "Golven är våta", "buyer": cast.municipality.pk,
        "supplier": cast.supplier_company.pk, "what_happened": "x", "happened_on": "2026-11-16", "severity": "minor",
        "demand": "x", "answer_by": "2026-12-04", "internal_note": "Rektorn är arg",
    }  # fmt: skip
    found_at = sign_in(cast.officer).post(f"/agreements/{agreement.pk}/non-conformities/new/", report).url
    found = NonConformity.objects.get()
    sign_in(cast.officer).post(f"{found_at}send/", {"version": found.version, "answer_by": "2026-12-04"})
    supplier = sign_in(cast.supplier)
    response = supplier.post(f"{found_at}answer/", {"version": 0, "text": "Nu är de torra"})
    assert response.status_code == 200
    assert NonConformity.objects.get().status == "sent"
    assert "Rektorn" not in text_of(response)
    ours = sign_in(cast.officer).post(f"{found_at}escalate/", {"version": 0, "text": "x"})
    assert "Rektorn är arg" in text_of(ours)


def test_follow_up_list_shows_what_is_due_first(cast, sign_in, agreement):
    other = factories.make_agreement(cast.cooperation, cast.municipality, title="Bread", responsible=cast.manager)
    plan_follow_up(cast.cooperation, TODAY)
    FollowUpPlan.objects.filter(agreement=other).update(next_on=date(2026, 11, 1))
    page = text_of(sign_in(cast.officer).get("/agreements/follow-up/"))
    assert page.index("Bread") < page.index("Städning av skolor")
    assert "Bread" not in text_of(sign_in(cast.officer).get(f"/agreements/follow-up/?officer={cast.officer.pk}"))
    only = text_of(sign_in(cast.officer).get("/agreements/follow-up/?due=overdue"))
    assert "Bread" in only and "Städning av skolor" not in only
    assert "Bread" not in text_of(sign_in(cast.officer).get("/agreements/follow-up/?category=03"))
    assert "Bread" not in text_of(sign_in(cast.supplier).get("/agreements/follow-up/"))
    for format_ in ("csv", "xlsx"):
        response = sign_in(cast.officer).get(f"/agreements/follow-up/?export={format_}")
        assert response.status_code == 200
        if response.streaming:
            b"".join(response.streaming_content)


def test_follow_up_pages_ask_the_same_whatever_the_number_of_rows(cast, sign_in, agreement):
    counted = []
    client = sign_in(cast.officer)
    for _round in range(2):
        for _row in range(1 if not counted else 6):
            fill(cast, agreement)
            factories.make_agreement(cast.cooperation, cast.municipality, responsible=cast.officer)
        plan_follow_up(cast.cooperation, TODAY)
        pages = [
            f"/agreements/{agreement.pk}/follow-up/",
            f"/agreements/{agreement.pk}/room/",
            "/agreements/follow-up/",
            "/agreements/non-conformities/",
        ]
        numbers = []
        for page in pages:
            client.get(page)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            numbers.append(len(queries))
        counted.append(numbers)
    assert counted[0] == counted[1]


@pytest.fixture
def partnership(cast) -> Agreement:
    data = framework(cast, kind="partnership", options=(), starts_on=date(2026, 6, 1), ends_on=date(2036, 5, 31))
    data = data.__class__(**{**vars(data), "latest_contract_end_on": None})
    return register.register(by=cast.officer, data=data)


def test_a_partnership_is_published_with_manager_and_cadence(cast, sign_in, partnership):
    with pytest.raises(Refused) as refused:
        register.publish(by=cast.officer, agreement_id=partnership.pk, version=1)
    assert [reason.field for reason in refused.value.answer.reasons] == ["partnership", "partnership"]
    client = sign_in(cast.officer)
    address = f"/agreements/{partnership.pk}/partnership/"
    assert address in text_of(client.get(partnership.get_absolute_url()))
    sent = {"version": "0", "manager": str(cast.manager.pk), "strategic": "12", "tactical": "", "operational": ""}
    assert client.post(address, {**sent, "strategic": ""}).status_code == 200
    assert not Partnership.objects.exists()
    assert client.post(address, sent).status_code == 302
    assert Partnership.objects.get().manager == cast.manager
    assert DialogueMeeting.objects.get().planned_on == date(2027, 11, 20)
    register.publish(by=cast.officer, agreement_id=partnership.pk, version=1)
    assert client.get(f"/agreements/{partnership.pk}/room/").status_code == 200
    with pytest.raises(Conflict):
        partnerships.name_partnership(
            by=cast.officer, agreement_id=partnership.pk, version=0, manager=cast.manager, cadence={"tactical": 6}
        )
    with pytest.raises(Refused):
        partnerships.name_partnership(
            by=cast.officer, agreement_id=partnership.pk, version=1, manager=cast.supplier, cadence={"tactical": 6}
        )


def test_a_partner_manager_follows_it_up_whatever_the_role(cast, sign_in, agreement):
    assert sign_in(cast.nobody).get(f"/agreements/{agreement.pk}/follow-up/").status_code == 403
    Partnership.objects.create(agreement=agreement, manager=cast.nobody)
    for page in ("follow-up", "room"):
        assert sign_in(cast.nobody).get(f"/agreements/{agreement.pk}/{page}/").status_code == 200


def test_partnership_is_for_partnerships_only(cast, sign_in, agreement):
    assert sign_in(cast.officer).get(f"/agreements/{agreement.pk}/partnership/").status_code == 403


def test_a_draft_partnership_is_deleted_with_its_cadence(cast, partnership):
    partnerships.name_partnership(
        by=cast.officer, agreement_id=partnership.pk, version=0, manager=cast.officer, cadence={"tactical": 6}
    )
    register.delete_draft(by=cast.officer, agreement_id=partnership.pk, version=1)
    assert not Agreement.objects.exists() and not DialogueMeeting.objects.exists()


def test_deadlines_of_follow_up_reach_both_sides(cast, agreement):
    fill(cast, agreement)
    Activity.objects.filter(supplier=cast.supplier_company).update(their_user=cast.supplier, our_person=cast.contact)
    DialogueMeeting.objects.create(
        agreement=agreement, supplier=cast.supplier_company, level="tactical", planned_on=date(2026, 12, 1)
    )
    Obligation.objects.filter(supplier=cast.supplier_company).update(next_check_on=date(2026, 12, 1))
    found = {
        actor: {one.kind.name for one in deadlines.own(cast.user(actor).pk, TODAY, TODAY, date(2027, 3, 1))}
        for actor in ("officer", "contact", "supplier", "rival", "purchaser")
    }
    mine = {"activity", "dialogue-meeting", "obligation-check", "non-conformity-answer", "follow-up"}
    assert mine <= found["officer"]
    assert found["contact"] & mine == {"activity", "non-conformity-answer"}
    assert found["supplier"] & mine == {"activity", "dialogue-meeting", "non-conformity-answer"}
    assert found["purchaser"] & mine == set()


def test_the_daily_duty_plans_follow_up(cast):
    factories.make_agreement(cast.cooperation, cast.municipality)
    assert "follow-up" not in duties.perform(TODAY)
    assert FollowUpPlan.objects.count() == 1


def test_start_page_and_agreement_show_follow_up(cast, sign_in, agreement):
    FollowUpPlan.objects.update(next_on=date(2026, 11, 1))
    fill(cast, agreement)
    assert f"/agreements/{agreement.pk}/follow-up/" in text_of(sign_in(cast.officer).get("/"))
    assert f"/agreements/{agreement.pk}/room/" in text_of(sign_in(cast.supplier).get("/"))
    page = text_of(sign_in(cast.purchaser).get(agreement.get_absolute_url()))
    assert f"/agreements/{agreement.pk}/non-conformities/new/" in page
    assert f"/agreements/{agreement.pk}/room/" not in page
    assert 'data-panel="follow_up"' not in text_of(sign_in(None).get(agreement.get_absolute_url()))
