from datetime import date

import pytest
import time_machine
from django.urls import reverse

from portal.accounts import tasks
from portal.accounts.actor import Role, actor_of, forget
from portal.accounts.models import User
from portal.organisations.models import Appointment, Group, GroupKind, Seat
from portal.organisations.services import roles
from portal.organisations.services.roles import RoleData
from portal.workflow.errors import Conflict, Refused

DAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def no_mail(monkeypatch):
    monkeypatch.setattr(tasks.send_invitation, "delay", lambda person_id: None)


def office_role(cast, role=Role.OFFICER) -> RoleData:
    return RoleData(role=role, cooperation=cast.cooperation, valid_from=DAY)


def place_role(organisation, role=Role.PURCHASER) -> RoleData:
    return RoleData(role=role, organisation=organisation, valid_from=DAY)


@pytest.mark.parametrize("giver", ["administrator", "manager"])
def test_role_give_in_the_office(cast, giver):
    roles.give(by=cast.user(giver), person_id=cast.nobody.pk, role=office_role(cast))
    assert cast.cooperation.pk in actor_of(User.objects.get(pk=cast.nobody.pk)).office


@pytest.mark.parametrize("giver", ["officer", "contact", "purchaser", "stranger", "steering"])
def test_role_give_in_the_office_is_refused(cast, giver):
    with pytest.raises(Refused):
        roles.give(by=cast.user(giver), person_id=cast.nobody.pk, role=office_role(cast))


@pytest.mark.parametrize(
    ("giver", "role", "allowed"),
    [
        ("officer", Role.CONTACT, True),
        ("officer", Role.PURCHASER, True),
        ("contact", Role.PURCHASER, True),
        ("contact", Role.CONTACT, False),
        ("stranger", Role.PURCHASER, False),
        ("purchaser", Role.PURCHASER, False),
    ],
)
def test_role_give_in_a_member(cast, giver, role, allowed):
    def give():
        return roles.give(by=cast.user(giver), person_id=cast.nobody.pk, role=place_role(cast.municipality, role))

    if allowed:
        assert give().role == role
    else:
        with pytest.raises(Refused):
            give()


def test_role_give_of_administrator_is_the_administrators_alone(cast):
    role = RoleData(role=Role.ADMINISTRATOR, valid_from=DAY)
    with pytest.raises(Refused):
        roles.give(by=cast.manager, person_id=cast.nobody.pk, role=role)
    assert roles.give(by=cast.administrator, person_id=cast.nobody.pk, role=role).role == Role.ADMINISTRATOR


def test_role_give_needs_its_place_and_is_given_once(cast):
    with pytest.raises(Refused):
        roles.give(by=cast.administrator, person_id=cast.nobody.pk, role=RoleData(role=Role.OFFICER, valid_from=DAY))
    roles.give(by=cast.manager, person_id=cast.nobody.pk, role=office_role(cast))
    with pytest.raises(Refused):
        roles.give(by=cast.manager, person_id=cast.nobody.pk, role=office_role(cast))


def test_appointment_end_takes_the_rights_the_day_after(cast):
    row = Appointment.objects.get(user=cast.officer)
    roles.end_appointment(by=cast.manager, appointment_id=row.pk, on=DAY)
    for day, rights in (("2026-11-20 12:00", True), ("2026-11-21 12:00", False)):
        with time_machine.travel(f"{day} +0100", tick=False):
            forget(cast.officer)
            assert bool(actor_of(cast.officer).office) is rights


def test_appointment_end_of_the_own_administrator_role_is_refused(cast):
    row = Appointment.objects.get(user=cast.administrator)
    with pytest.raises(Refused):
        roles.end_appointment(by=cast.administrator, appointment_id=row.pk, on=DAY)


def test_seat_gives_its_role_where_the_group_is(cast):
    group = roles.open_group(by=cast.officer, cooperation_id=cast.cooperation.pk, kind="steering", name="Styrgrupp")
    role = RoleData(role=Role.STEERING_GROUP, group=group, organisation=cast.neighbour, valid_from=DAY)
    seat = roles.give(by=cast.officer, person_id=cast.nobody.pk, role=role)
    assert isinstance(seat, Seat)
    actor = actor_of(User.objects.get(pk=cast.nobody.pk))
    with time_machine.travel("2026-11-20 12:00 +0100", tick=False):
        forget(actor.user)
        assert actor_of(actor.user).has(Role.STEERING_GROUP, cooperation=cast.cooperation.pk, group=group.pk)
    with pytest.raises(Refused):
        roles.give(by=cast.officer, person_id=cast.nobody.pk, role=role)


def test_group_edit_refuses_a_lost_update(cast):
    group = Group.objects.get(kind=GroupKind.WORKING)
    roles.update_group(by=cast.officer, group_id=group.pk, version=1, name="Arbetsgruppen", purpose="")
    with pytest.raises(Conflict):
        roles.update_group(by=cast.officer, group_id=group.pk, version=1, name="Another", purpose="")


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        ("officer", 200),
        ("purchaser", 200),
        ("administrator", 200),
        ("stranger", 404),
        ("supplier", 404),
        ("public", 302),
    ],
)
def test_group_page(cast, sign_in, actor, status):
    group = Group.objects.get(kind=GroupKind.WORKING)
    assert sign_in(cast.user(actor)).get(group.get_absolute_url()).status_code == status


@pytest.mark.parametrize(
    ("actor", "status"), [("officer", 200), ("contact", 200), ("purchaser", 403), ("steering", 403), ("public", 302)]
)
def test_person_invite_page(cast, sign_in, actor, status):
    assert sign_in(cast.user(actor)).get(reverse("person-invite")).status_code == status


def invitation(**fields) -> dict[str, str]:
    return {"name": "Ny Person", "email": "ny@example.org", "language": "sv", "valid_from": "2026-11-20", **fields}


def test_person_invite_by_a_contact_offers_purchasers_of_the_own_organisation(cast, sign_in):
    client = sign_in(cast.contact)
    sent = invitation(role="purchaser", organisation=cast.municipality.name)
    assert client.post(reverse("person-invite"), sent).status_code == 302
    assert Appointment.objects.get(user__email="ny@example.org").organisation == cast.municipality
    for wrong in (
        invitation(email="x@example.org", role="purchaser", organisation=cast.neighbour.name),
        invitation(email="x@example.org", role="procurement_officer", cooperation=str(cast.cooperation.pk)),
    ):
        assert client.post(reverse("person-invite"), wrong).status_code == 200
    assert not User.objects.filter(email="x@example.org").exists()


def test_person_list_shows_and_exports_only_colleagues(cast, sign_in):
    client = sign_in(cast.officer)
    url = reverse("person-list")
    page = client.get(url).content.decode()
    assert cast.contact.name in page and cast.stranger.name not in page
    answer = client.get(url, {"role": "purchasing_contact", "export": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert len(text.splitlines()) == 2
    assert cast.contact.email in text


def test_role_give_page_is_closed_to_outsiders(cast, sign_in):
    client = sign_in(cast.stranger)
    assert client.get(reverse("role-give", args=[cast.contact.pk])).status_code == 404
