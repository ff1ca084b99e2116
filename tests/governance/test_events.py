"""Events: who sees them, who takes part, and a waiting list that moves up in its order, whoever comes at once."""

import threading
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from portal.accounts.actor import forget
from portal.accounts.models import User
from portal.governance.events.deadlines import to_come
from portal.governance.models import Event, SignUp
from portal.governance.services import events as services
from portal.governance.services import sign_ups
from portal.governance.services.events import EventData
from portal.organisations.models import Group
from portal.workflow.deadlines import Window
from portal.workflow.errors import Conflict, Refused
from tests import factories
from tests.cast import make_cast

TODAY = date(2026, 11, 20)


def moment(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))


DATA = EventData(
    kind="course",
    title="How to call off",
    starts_at=moment(date(2026, 12, 1), 9),
    ends_at=moment(date(2026, 12, 1), 16),
    place="Ekby",
    online_url="https://video.example.org/call-off",
)


@pytest.fixture
def today():
    with time_machine.travel(TODAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def letters(today, at_once, django_capture_on_commit_callbacks):
    """Letters go out as soon as a service is through."""

    def written(work, *args, **said) -> list[tuple[str, list[str]]]:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            work(*args, **said)
        return [(letter.to[0], [part.get_content_type() for part in letter.attachments]) for letter in mail.outbox]

    return written


def planned(cast, **changes) -> Event:
    return services.plan(by=cast.officer, cooperation_id=cast.cooperation.pk, data=replace(DATA, **changes))


def announced(cast, **changes) -> Event:
    return services.announce(by=cast.officer, event_id=planned(cast, **changes).pk)


def take(event: Event, person: User, by: User | None = None) -> SignUp:
    return sign_ups.sign_up(by=by or person, event_id=event.pk, user_id=person.pk)


def states(event: Event, people: Iterable[User]) -> list[str]:
    found = dict(SignUp.objects.filter(event=event).values_list("user", "state"))
    return [found[person.pk] for person in people]


def test_a_draft_is_the_office_s_alone(cast, today):
    event = planned(cast, is_public=True)
    seen = {who for who in cast.ACTORS if Event.objects.visible_to(cast.user(who) or _nobody()).exists()}
    assert seen == {"administrator", "manager", "officer"}
    services.announce(by=cast.officer, event_id=event.pk)
    assert all(Event.objects.visible_to(cast.user(who) or _nobody()).exists() for who in cast.ACTORS)
    Event.objects.update(is_public=False)
    outside = {"supplier", "rival", "stranger", "nobody", "public"}
    seen = {who for who in cast.ACTORS if Event.objects.visible_to(cast.user(who) or _nobody()).exists()}
    assert seen == set(cast.ACTORS) - outside


def _nobody():
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()


def test_places_go_in_order_and_the_waiting_list_moves_up_by_itself(cast, today, letters):
    event = announced(cast, seats=2)
    people = [cast.contact, cast.purchaser, cast.working, cast.steering]
    for person in people:
        take(event, person)
    assert states(event, people) == ["signed_up", "signed_up", "waiting", "waiting"]
    first = SignUp.objects.get(user=cast.contact)
    assert letters(sign_ups.withdraw, by=cast.contact, sign_up_id=first.pk) == [(cast.working.email, ["text/calendar"])]
    assert states(event, people) == ["withdrawn", "signed_up", "signed_up", "waiting"]
    today.shift(60)
    take(event, cast.contact)  # comes back, behind those who waited
    assert states(event, people) == ["waiting", "signed_up", "signed_up", "waiting"]
    data = replace(DATA, seats=3)
    told = letters(services.change, by=cast.officer, event_id=event.pk, version=1, data=data)
    assert [address for address, _parts in told] == [cast.steering.email]
    assert states(event, people) == ["waiting", "signed_up", "signed_up", "signed_up"]


def test_each_change_of_a_place_is_told_with_what_a_calendar_needs(cast, letters):
    event = announced(cast, seats=1)
    assert letters(take, event, cast.contact) == [(cast.contact.email, ["text/calendar"])]
    assert letters(take, event, cast.purchaser) == [(cast.purchaser.email, [])]  # waits: nothing to put in a calendar
    moved = replace(DATA, seats=1, starts_at=moment(date(2026, 12, 2), 9), ends_at=moment(date(2026, 12, 2), 12))
    told = letters(services.change, by=cast.officer, event_id=event.pk, version=1, data=moved)
    assert told == [(cast.contact.email, ["text/calendar"]), (cast.purchaser.email, [])]
    other_words = replace(moved, description="More of it")
    assert letters(services.change, by=cast.officer, event_id=event.pk, version=2, data=other_words) == []
    told = letters(services.cancel, by=cast.officer, event_id=event.pk, reason="Snow")
    assert [address for address, _parts in told] == [cast.contact.email, cast.purchaser.email]
    assert "Snow" in mail.outbox[0].body
    assert "Ekby" in mail.outbox[0].body.splitlines()


def test_who_withdraws_somebody_else_tells_them(cast, letters):
    event = announced(cast)
    row = take(event, cast.purchaser, by=cast.contact)
    told = letters(sign_ups.withdraw, by=cast.contact, sign_up_id=row.pk)
    assert told == [(cast.purchaser.email, ["text/calendar"])]


def test_contacts_answer_for_their_own_people_and_the_office_for_all(cast, today):
    event = announced(cast)
    theirs = factories.make_user("Their Purchaser")
    factories.appoint(theirs, "purchaser", organisation=cast.neighbour)
    assert take(event, cast.purchaser, by=cast.contact).organisation == cast.municipality
    with pytest.raises(Refused):
        take(event, theirs, by=cast.contact)
    with pytest.raises(Refused):
        take(event, cast.contact, by=cast.purchaser)
    assert take(event, theirs, by=cast.officer).organisation == cast.neighbour
    for outsider in (cast.supplier, cast.stranger, cast.nobody):
        with pytest.raises(Refused):
            take(event, outsider)
        with pytest.raises(Refused):
            take(event, outsider, by=cast.officer)


def test_an_event_for_groups_is_for_those_with_a_seat(cast, today):
    event = announced(cast, groups=[Group.objects.get(kind="working", cooperation=cast.cooperation)])
    assert take(event, cast.working).state == "signed_up"
    with pytest.raises(Refused):
        take(event, cast.contact)
    with pytest.raises(Refused):
        planned(cast, groups=[Group.objects.create(cooperation=cast.other_cooperation, kind="other", name="Others")])


def test_nobody_signs_up_too_late_or_twice(cast, today):
    event = announced(cast, sign_up_until=date(2026, 11, 25))
    take(event, cast.contact)
    with pytest.raises(Refused):
        take(event, cast.contact)
    today.move_to(date(2026, 11, 25))
    take(event, cast.purchaser)
    today.move_to(date(2026, 11, 26))
    with pytest.raises(Refused):
        take(event, cast.working)
    today.move_to(moment(date(2026, 12, 1), 10))
    with pytest.raises(Refused):
        sign_ups.withdraw(by=cast.contact, sign_up_id=SignUp.objects.get(user=cast.contact).pk)


@pytest.mark.parametrize(
    "changes",
    [
        {"ends_at": moment(date(2026, 12, 1), 9)},
        {"sign_up_until": date(2026, 12, 2)},
    ],
)
def test_an_event_that_contradicts_itself_is_refused(cast, today, changes):
    with pytest.raises(Refused):
        planned(cast, **changes)


def test_what_is_past_is_not_announced_and_what_is_over_not_changed(cast, today):
    past = planned(cast, starts_at=moment(date(2026, 11, 1), 9), ends_at=moment(date(2026, 11, 1), 10))
    with pytest.raises(Refused):
        services.announce(by=cast.officer, event_id=past.pk)
    event = announced(cast)
    with pytest.raises(Conflict):
        services.change(by=cast.officer, event_id=event.pk, version=7, data=DATA)
    services.cancel(by=cast.officer, event_id=event.pk, reason="Snow")
    with pytest.raises(Refused):
        services.change(by=cast.officer, event_id=event.pk, version=1, data=DATA)
    with pytest.raises(Refused):
        take(event, cast.contact)


@pytest.mark.parametrize("who", ["contact", "working", "steering", "stranger", "supplier", "nobody"])
def test_only_the_office_arranges(cast, today, who):
    by = getattr(cast, who)
    with pytest.raises(Refused):
        services.plan(by=by, cooperation_id=cast.cooperation.pk, data=DATA)
    event = announced(cast)
    with pytest.raises(Refused):
        services.cancel(by=by, event_id=event.pk, reason="No")
    with pytest.raises(Refused):
        services.wrap_up(by=by, event_id=event.pk, present=[], takeaways="")


def test_the_host_ticks_who_came_and_writes_what_was_learned(cast, today):
    event = announced(cast, host=cast.expert)
    came, stayed_away = take(event, cast.contact), take(event, cast.purchaser)
    with pytest.raises(Refused):  # it has not begun
        services.wrap_up(by=cast.expert, event_id=event.pk, present=[came.pk], takeaways="Much")
    today.move_to(moment(date(2026, 12, 1), 17))
    forget(cast.expert)
    services.wrap_up(by=cast.expert, event_id=event.pk, present=[came.pk], takeaways="Much")
    event.refresh_from_db()
    assert (event.state, event.takeaways) == ("held", "Much")
    came.refresh_from_db(), stayed_away.refresh_from_db()
    assert (came.has_attended, stayed_away.has_attended) == (True, False)


def test_material_is_for_those_who_have_a_place(cast, today, sign_in):
    event = announced(cast, is_public=True)
    take(event, cast.contact)
    row = services.add_material(
        by=cast.officer, event_id=event.pk, upload=SimpleUploadedFile("slides.txt", b"Call off in time")
    )
    address = reverse("file", args=[row.file_id])
    answer = sign_in(cast.contact).get(address)
    assert b"".join(answer.streaming_content) == b"Call off in time"
    for other in (cast.purchaser, cast.stranger, cast.supplier, None):
        assert sign_in(other).get(address).status_code == 404
    services.remove_material(by=cast.officer, material_id=row.pk)
    assert sign_in(cast.contact).get(address).status_code == 404


def test_the_address_of_the_video_meeting_is_for_those_who_take_part(cast, today, sign_in):
    event = announced(cast, is_public=True)
    take(event, cast.contact)
    for user, sees in ((cast.contact, True), (cast.officer, True), (cast.purchaser, False), (None, False)):
        for name in ("event", "event-calendar"):
            page = sign_in(user).get(reverse(name, args=[event.pk])).content.decode()
            assert ("video.example.org" in page.replace("\r\n ", "")) is sees, (user, name)


def test_an_event_in_a_calendar_has_its_hours(cast, today, sign_in):
    event = announced(cast)
    calendar = Calendar.from_ical(sign_in(cast.contact).get(reverse("event-calendar", args=[event.pk])).content)
    (entry,) = calendar.walk("VEVENT")
    assert (entry["summary"], entry.decoded("dtstart"), entry.decoded("dtend")) == (
        event.title,
        event.starts_at,
        event.ends_at,
    )


def test_those_who_have_a_place_are_reminded(cast, today):
    event = announced(cast, seats=1)
    take(event, cast.contact)
    take(event, cast.purchaser)
    (due,) = to_come(Window(TODAY, TODAY + timedelta(days=30), TODAY))
    assert (due.day, due.to) == (date(2026, 12, 1), (cast.contact.pk,))
    assert not list(to_come(Window(TODAY, TODAY + timedelta(days=30), TODAY, person=cast.purchaser.pk)))


def test_the_way_on_the_pages(cast, today, sign_in):
    client = sign_in(cast.officer)
    said = {
        "title": "Day of the region",
        "kind": "gathering",
        "begins_on": "2026-12-01",
        "begins_at": "09:00",
        "ends_on": "2026-12-02",
        "ends_at": "15.30",
        "seats": "1",
    }
    made = client.post(reverse("event-new", args=[cast.cooperation.pk]), said)
    event = Event.objects.get()
    assert made.url == event.get_absolute_url()
    assert event.ends_at == timezone.make_aware(datetime(2026, 12, 2, 15, 30))
    assert client.get(reverse("event-edit", args=[event.pk])).status_code == 200
    client.post(reverse("event-announce", args=[event.pk]))
    contact = sign_in(cast.contact)
    contact.post(reverse("event-sign-up", args=[event.pk]), {"note": "By train"})
    assert SignUp.objects.get().note == "By train"
    assert "By train" not in sign_in(cast.purchaser).get(event.get_absolute_url()).content.decode()
    client = sign_in(cast.officer)
    assert "By train" in client.get(event.get_absolute_url()).content.decode()
    client.post(reverse("event-sign-up-others", args=[event.pk]), {"person": cast.purchaser.pk})
    assert states(event, [cast.purchaser]) == ["waiting"]
    sheet = client.get(reverse("event-participants", args=[event.pk]))
    assert sheet.status_code == 200 and b"".join(sheet.streaming_content)
    client.post(reverse("sign-up-withdraw", args=[SignUp.objects.get(user=cast.contact).pk]))
    assert states(event, [cast.contact, cast.purchaser]) == ["withdrawn", "signed_up"]
    for query in ("?when=coming", "?when=past&kind=course", "?own=mine", "?q=region"):
        assert client.get(reverse("event-list") + query).status_code == 200
    today.move_to(moment(date(2026, 12, 2), 17))
    row = SignUp.objects.get(user=cast.purchaser)
    client = sign_in(cast.officer)
    client.post(reverse("event-wrap-up", args=[event.pk]), {"present": [row.pk], "takeaways": "Meet more"})
    event.refresh_from_db()
    assert event.state == "held"


@pytest.mark.django_db(transaction=True)
def test_two_who_want_the_last_place_at_once_get_one(at_once):
    cast = make_cast()
    start = timezone.now() + timedelta(days=10)
    data = replace(DATA, seats=1, starts_at=start, ends_at=start + timedelta(hours=1))
    event = services.plan(by=cast.officer, cooperation_id=cast.cooperation.pk, data=data)
    services.announce(by=cast.officer, event_id=event.pk)
    people = [cast.contact, cast.purchaser, cast.working, cast.steering]
    ready = threading.Barrier(len(people))
    errors: list[Exception] = []

    def want(person: User) -> None:
        try:
            with transaction.atomic():
                ready.wait(20)  # all are inside a transaction of their own before anybody asks
                take(event, User.objects.get(pk=person.pk))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=want, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert sorted(states(event, people)) == ["signed_up", "waiting", "waiting", "waiting"]
    queue = list(SignUp.objects.filter(event=event).waiting())
    holder = SignUp.objects.taken().get(event=event)
    leaving = [holder, queue[0]]  # the holder and the next in the queue leave at once: the one after them moves up
    ready = threading.Barrier(2)

    def leave(row: SignUp) -> None:
        try:
            with transaction.atomic():
                ready.wait(20)
                sign_ups.withdraw(by=User.objects.get(pk=row.user_id), sign_up_id=row.pk)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=(row,)) for row in leaving]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert SignUp.objects.taken().get(event=event).user_id == queue[1].user_id
