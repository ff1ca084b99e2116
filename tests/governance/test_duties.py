"""Duties: taking them up, holding them from a day, and how they are covered."""

import io
from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from python_calamine import CalamineWorkbook

from portal.accounts.actor import Role, forget
from portal.governance.duties.coverage import Cover, coverage
from portal.governance.duties.standard import DutyScope, helps, standard, title_of
from portal.governance.models import Duty, Responsibility
from portal.governance.services import duties as services
from portal.governance.services.duties import Holder
from portal.organisations.services import roles
from portal.workflow import audit, deadlines
from portal.workflow.errors import Refused
from tests.factories import TODAY, appoint, make_member, make_organisation, make_user

LATER = TODAY + timedelta(days=60)


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(f"{TODAY} 10:00", tick=False):
        yield


@pytest.fixture
def adopted(cast) -> dict[str, Duty]:
    """All duties of the table, by their codes."""
    rows = services.adopt(
        by=cast.officer, cooperation_id=cast.cooperation.pk, codes=[d.code for d in standard()], on=date(2026, 1, 1)
    )
    return {row.code: row for row in rows}


def hold(cast, duty, person, *, by=None, at="municipality", deputy=None, since=TODAY, to=None) -> Responsibility:
    return services.assign(
        by=by or cast.officer,
        duty_id=duty.pk,
        organisation_id=getattr(cast, at).pk if duty.is_local else None,
        holder=Holder(person=person, deputy=deputy, valid_from=since, valid_to=to),
    )


def cell_of(cast, duty, day=TODAY, at="municipality"):
    covered = coverage(cast.cooperation, day)
    where = getattr(cast, at) if duty.is_local else None
    return next(c for c in covered.cells if c.duty == duty and c.organisation == where)


def test_the_table_has_words_for_every_duty():
    rows = standard()
    assert [row.scope for row in rows].count(DutyScope.REGIONAL) == 13
    assert [row.scope for row in rows].count(DutyScope.LOCAL) == 8
    assert all(title_of(row.code) and helps(row.code) and "Kongsberg" in row.source for row in rows)
    assert len({row.code for row in rows}) == 21


def test_duty_adopt(cast, adopted):
    assert len(adopted) == 21
    again = services.adopt(by=cast.officer, cooperation_id=cast.cooperation.pk, codes=["train"], on=TODAY)
    assert again == []
    with pytest.raises(Refused):
        services.adopt(by=cast.contact, cooperation_id=cast.cooperation.pk, codes=["train"], on=TODAY)


def test_duty_word_keeps_following_the_language_where_nothing_was_written(cast, adopted):
    duty = adopted["train"]
    services.word_duty(by=cast.officer, duty_id=duty.pk, version=1, title="Skola chefer", explanation=duty.help)
    duty.refresh_from_db()
    assert (duty.title, duty.own_help) == ("Skola chefer", "")
    services.word_duty(by=cast.officer, duty_id=duty.pk, version=2, title="", explanation=duty.help)
    duty.refresh_from_db()
    assert duty.title == title_of("train")


def test_duty_add_and_give_up(cast, adopted):
    own = services.add_duty(
        by=cast.manager, cooperation_id=cast.cooperation.pk, scope="local", title="Varor", explanation="", on=TODAY
    )
    assert own.position > adopted["contact-with-region"].position
    hold(cast, own, cast.contact)
    hold(cast, own, cast.purchaser, since=LATER)
    services.give_up(by=cast.manager, duty_id=own.pk, on=TODAY + timedelta(days=9))
    assert [row.valid_to for row in own.responsibilities.all()] == [TODAY + timedelta(days=9)]
    assert own not in [cell.duty for cell in coverage(cast.cooperation, LATER).cells]
    with pytest.raises(Refused):
        services.word_duty(by=cast.manager, duty_id=own.pk, version=2, title="", explanation="")


def test_duty_assign_ends_the_holder_before_and_keeps_history(cast, adopted):
    duty = adopted["one-contact"]
    first = hold(cast, duty, cast.contact, since=date(2026, 3, 1), deputy=cast.purchaser)
    second = hold(cast, duty, cast.purchaser)
    first.refresh_from_db()
    assert (first.person, first.valid_to) == (cast.contact, TODAY - timedelta(days=1))
    assert (second.valid_from, second.valid_to) == (TODAY, None)
    event = audit.history(duty).filter(action="duty.assigned").first()
    assert event.changes["person"] == [str(cast.contact), str(cast.purchaser)]
    assert cell_of(cast, duty, date(2026, 5, 1)).holder == cast.contact


def test_duty_assign_for_a_while_until_the_next_begins(cast, adopted):
    duty = adopted["one-contact"]
    coming = hold(cast, duty, cast.purchaser, since=LATER)
    now = hold(cast, duty, cast.contact)
    assert now.valid_to == coming.valid_from - timedelta(days=1)
    assert cell_of(cast, duty).cover == Cover.WITHOUT_DEPUTY  # the next holder follows without a break


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"person": "supplier"}, "person"),
        ({"person": "officer"}, "person"),  # serves the office, not the member
        ({"deputy": "contact"}, "deputy"),
        ({"deputy": "nobody"}, "deputy"),
        ({"since": date(2025, 6, 1)}, "valid_from"),
        ({"to": TODAY - timedelta(days=1)}, "valid_to"),
    ],
)
def test_duty_assign_refuses(cast, adopted, change, field):
    given = {"person": "contact", "deputy": None, "since": TODAY, "to": None} | change
    with pytest.raises(Refused) as refusal:
        hold(
            cast,
            adopted["train"],
            getattr(cast, given["person"]),
            deputy=given["deputy"] and getattr(cast, given["deputy"]),
            since=given["since"],
            to=given["to"],
        )
    assert refusal.value.answer.reasons[0].field == field


def test_duty_assign_never_writes_history_anew(cast, adopted):
    duty = adopted["train"]
    hold(cast, duty, cast.contact, since=date(2026, 3, 1))
    with pytest.raises(Refused):
        hold(cast, duty, cast.purchaser, since=date(2026, 4, 1))
    with pytest.raises(Refused):
        hold(cast, duty, cast.contact)  # nothing would change


def test_a_local_duty_is_held_for_a_member_and_a_regional_one_is_not(cast, adopted):
    for duty, place in (("train", None), ("courses", cast.municipality.pk), ("train", make_organisation().pk)):
        with pytest.raises(Refused):
            services.assign(
                by=cast.officer,
                duty_id=adopted[duty].pk,
                organisation_id=place,
                holder=Holder(person=cast.contact, valid_from=TODAY),
            )


@pytest.mark.parametrize(
    ("actor", "duty", "at", "allowed"),
    [
        ("administrator", "courses", "municipality", True),
        ("manager", "courses", "municipality", True),
        ("officer", "train", "neighbour", True),
        ("contact", "train", "municipality", True),
        ("contact", "train", "neighbour", False),
        ("contact", "courses", "municipality", False),
        ("purchaser", "train", "municipality", False),
        ("steering", "train", "municipality", False),
        ("stranger", "train", "municipality", False),
        ("supplier", "train", "municipality", False),
    ],
)
def test_who_may_assign(cast, adopted, actor, duty, at, allowed):
    person = make_user("Neighbour Contact")
    appoint(person, Role.CONTACT, organisation=cast.neighbour)
    holder = cast.officer if duty == "courses" else person if at == "neighbour" else cast.contact
    try:
        hold(cast, adopted[duty], holder, by=getattr(cast, actor), at=at)
        assert allowed
    except Refused:
        assert not allowed


def test_nobody_holds_a_duty_twice_on_a_day(cast, adopted):
    row = hold(cast, adopted["courses"], cast.officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Responsibility.objects.create(duty=row.duty, person=cast.manager, valid_from=LATER)


def test_cover_of_each_kind(cast, adopted):
    """Of the eight local duties of Ekby one is held, one has no deputy, three end soon, three are holes; Åsby has eight
    holes, and the region thirteen: 24 in all."""
    temp = make_user("Temp")
    appointed = appoint(temp, Role.PURCHASER, organisation=cast.municipality)
    hold(cast, adopted["represent-units"], cast.contact, deputy=cast.purchaser)
    hold(cast, adopted["one-contact"], cast.contact)
    hold(cast, adopted["guide-buyers"], cast.contact, deputy=cast.officer, to=TODAY + timedelta(days=29))
    hold(cast, adopted["inform-leaders"], temp, deputy=cast.officer)
    closing = hold(cast, adopted["train"], cast.purchaser, deputy=cast.officer)
    gone = make_user("Gone")
    appoint(gone, Role.PURCHASER, organisation=cast.municipality)
    hold(cast, adopted["advise"], gone, deputy=cast.officer)
    gone.is_active = False
    gone.save()
    roles.end_appointment(by=cast.officer, appointment_id=appointed.pk, on=TODAY + timedelta(days=5))
    services.release(by=cast.contact, responsibility_id=closing.pk, on=TODAY)
    covered = coverage(cast.cooperation, TODAY)
    own = next(place for place in covered.members if place.organisation == cast.municipality)
    assert {cover: own.count(cover) for cover in Cover} == {
        Cover.HELD: 1,
        Cover.WITHOUT_DEPUTY: 1,
        Cover.LEAVING: 3,
        Cover.HOLE: 3,
    }
    assert (covered.region.holes, covered.holes) == (13, 13 + 3 + 8)
    assert cell_of(cast, adopted["inform-leaders"]).until == TODAY + timedelta(days=5)
    assert cell_of(cast, adopted["guide-buyers"], TODAY - timedelta(days=1)).cover == Cover.HOLE


def test_a_deputy_who_left_stands_in_no_more(cast, adopted):
    hold(cast, adopted["train"], cast.contact, deputy=cast.purchaser)
    cast.purchaser.is_active = False
    cast.purchaser.save()
    assert cell_of(cast, adopted["train"]).cover == Cover.WITHOUT_DEPUTY


def test_companies_hold_no_local_duties(cast, adopted):
    make_member(cast.cooperation, make_organisation("Ekby Bostäder AB", kind="company"))
    assert len(coverage(cast.cooperation, TODAY).members) == 2


def test_duty_fill(cast, adopted):
    hold(cast, adopted["train"], cast.purchaser)
    rows = services.fill_holes(
        by=cast.contact,
        cooperation_id=cast.cooperation.pk,
        organisation_id=cast.municipality.pk,
        holder=Holder(person=cast.contact, valid_from=TODAY),
    )
    assert len(rows) == 7
    assert cell_of(cast, adopted["train"]).holder == cast.purchaser


def test_duty_hole_is_a_deadline_of_contact_and_at_last_of_the_manager(cast, adopted):
    row = hold(cast, adopted["train"], cast.contact)
    services.release(by=cast.contact, responsibility_id=row.pk, on=TODAY + timedelta(days=19))
    first, last = TODAY, TODAY + timedelta(days=90)
    mine = deadlines.own(cast.contact.pk, TODAY, first, last, of={"duty-hole"})
    assert [(d.day, d.about) for d in mine] == [(TODAY + timedelta(days=20), "Ekby kommun")]
    assert deadlines.own(cast.manager.pk, TODAY, first, last, of={"duty-hole"}) == []
    near = TODAY + timedelta(days=13)
    assert len(deadlines.own(cast.manager.pk, near, near, last, of={"duty-hole"})) == 1
    assert deadlines.own(cast.stranger.pk, near, near, last, of={"duty-hole"}) == []


def test_the_map_shows_and_offers(cast, adopted, sign_in):
    hold(cast, adopted["train"], cast.contact)
    url = reverse("duty-coverage", args=[cast.cooperation.pk])
    assign = f"{reverse('duty-assign', args=[adopted['advise'].pk])}?organisation="
    page = sign_in(cast.contact).get(url).content.decode()
    assert f"{assign}{cast.municipality.pk}" in page
    assert f"{assign}{cast.neighbour.pk}" not in page
    assert assign not in sign_in(cast.steering).get(url).content.decode()
    assert sign_in(cast.stranger).get(url).status_code == 404
    assert sign_in(cast.supplier).get(url).status_code == 404


def test_the_map_as_a_spreadsheet(cast, adopted, sign_in):
    hold(cast, adopted["train"], cast.contact, deputy=cast.purchaser)
    url = reverse("duty-coverage", args=[cast.cooperation.pk])
    answer = sign_in(cast.officer).get(url, {"export": "xlsx"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()
    assert len(rows) == 1 + 13 + 2 * 8
    held = next(row for row in rows if row[0] == "Ekby kommun" and row[1] == title_of("train"))
    assert held[4:6] == [str(cast.contact), str(cast.purchaser)]


def test_the_map_of_one_state_alone(cast, adopted, sign_in):
    hold(cast, adopted["train"], cast.contact, deputy=cast.purchaser)
    url = reverse("duty-coverage", args=[cast.cooperation.pk])
    client = sign_in(cast.officer)
    lines = b"".join(client.get(url, {"cover": "held", "export": "csv"})).decode("utf-8-sig").splitlines()
    assert [line.split(";")[0] for line in lines[1:]] == ["Ekby kommun"]
    lines = b"".join(client.get(url, {"cover": "hole", "export": "csv"})).decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 13 + 2 * 8 - 1
    page = client.get(url, {"cover": "held"}).content.decode()
    assert title_of("train") in page
    assert title_of("guide-buyers") not in page
    assert title_of("guide-buyers") in client.get(url, {"cover": "nonsense"}).content.decode()


def test_duty_assign_page(cast, adopted, sign_in):
    url = f"{reverse('duty-assign', args=[adopted['train'].pk])}?organisation={cast.municipality.pk}"
    client = sign_in(cast.contact)
    assert str(cast.contact.email) in client.get(url).content.decode()  # proposed for what nobody holds
    wrong = client.post(url, {"person": cast.supplier.email, "valid_from": "2026-11-20"})
    assert wrong.status_code == 200
    done = client.post(url, {"person": cast.contact.email, "valid_from": "2026-11-20"})
    assert done.status_code == 302
    assert cell_of(cast, adopted["train"]).holder == cast.contact
    elsewhere = f"{reverse('duty-assign', args=[adopted['train'].pk])}?organisation={cast.neighbour.pk}"
    assert client.get(elsewhere).status_code == 403
    assert client.get(f"{reverse('duty-assign', args=[adopted['train'].pk])}?organisation=99999999").status_code == 404


def test_the_start_page_names_what_nobody_holds(cast, adopted, sign_in):
    page = sign_in(cast.contact).get(reverse("start")).content.decode()
    anchor = f"{reverse('duty-coverage', args=[cast.cooperation.pk])}#place-"
    assert f"{anchor}{cast.municipality.pk}" in page
    assert f"{anchor}{cast.neighbour.pk}" not in page
    page = sign_in(cast.manager).get(reverse("start")).content.decode()
    assert f"{anchor}region" in page and f"{anchor}{cast.neighbour.pk}" in page
    assert anchor not in sign_in(cast.purchaser).get(reverse("start")).content.decode()


def test_whoever_lost_the_role_holds_the_duty_no_more(cast, adopted):
    """Anna's role ended yesterday: what she held is a hole, although nobody released her."""
    hold(cast, adopted["train"], cast.purchaser)
    cast.purchaser.appointments.update(valid_to=TODAY - timedelta(days=1))
    forget(cast.purchaser)
    assert cell_of(cast, adopted["train"]).cover == Cover.HOLE
