"""The agreement group of a procurement: experts of the members, appointed for this one procurement."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Role, actor_of
from portal.organisations.models import Group, GroupKind, Membership, Organisation, Seat
from portal.organisations.services import roles
from portal.organisations.services.roles import RoleData
from portal.workflow import audit
from portal.workflow.errors import ask, refused
from procurements.letters import specifications as letters
from procurements.models import Procurement
from procurements.rules import requirements as rules
from procurements.services.holding import held

_LONGEST_NAME: int = Group._meta.get_field("name").max_length or 0


@dataclass(frozen=True)
class SeatData:
    """A seat: for which member, from when until when, and whether its holder chairs the group."""

    organisation: Organisation
    valid_from: date
    valid_to: date | None = None
    is_chair: bool = False


@transaction.atomic
def choose(*, by: Any, procurement_id: int, group_id: int) -> Procurement:
    """Have a group that exists be the agreement group of a procurement. Raises ``Refused``, also while another group
    answers or has approved: its answers are not another's."""
    procurement = held(procurement_id)
    ask(rules.may_appoint(actor_of(by), procurement))
    ask(rules.is_open(procurement))
    group = Group.objects.filter(
        pk=group_id, cooperation=procurement.cooperation_id, kind=GroupKind.AGREEMENT, closed_on=None
    ).first()
    if group is None:
        raise refused(_("Choose one of the cooperation's agreement groups."), "group")
    _set(by, procurement, group)
    return procurement


@transaction.atomic
def appoint(*, by: Any, procurement_id: int, person_id: int, seat: SeatData) -> Seat:
    """Give somebody who has an account a seat; the first seat opens the group. A letter tells of it.

    Raises ``Refused``.
    """
    role = _role(by, held(procurement_id), seat)
    return _seated(by, procurement_id, roles.give(by=by, person_id=person_id, role=role), seat)


@transaction.atomic
def invite(
    *, by: Any, procurement_id: int, email: str, name: str, seat: SeatData, language: str = "", phone: str = ""
) -> Seat:
    """Invite somebody by e-mail and give a seat at once. Raises ``Refused``."""
    role = _role(by, held(procurement_id), seat)
    _person, row = roles.invite(by=by, email=email, name=name, language=language, phone=phone, role=role)
    return _seated(by, procurement_id, row, seat)


@transaction.atomic
def make_chair(*, by: Any, procurement_id: int, seat_id: int) -> Seat:
    """Have the holder of a seat chair the group. Raises ``Refused``."""
    _ask_for_seat(by, procurement_id, seat_id)
    return roles.make_chair(by=by, seat_id=seat_id)


@transaction.atomic
def end_seat(*, by: Any, procurement_id: int, seat_id: int, on: date) -> Seat:
    """Say which is the last day of a seat; what its holder wrote and answered stays. Raises ``Refused``."""
    _ask_for_seat(by, procurement_id, seat_id)
    return roles.end_seat(by=by, seat_id=seat_id, on=on)


def _role(by: Any, procurement: Procurement, seat: SeatData) -> RoleData:
    """The seat as a role, in the procurement's group; one is opened where there is none."""
    ask(rules.may_appoint(actor_of(by), procurement))
    members = Membership.objects.on(timezone.localdate())
    if not members.filter(cooperation=procurement.cooperation_id, organisation=seat.organisation).exists():
        raise refused(_("Experts come from the cooperation's members."), "organisation")
    if procurement.group is None:
        _set(by, procurement, _open_group(by, procurement))
    return RoleData(
        role=Role.EXPERT,
        group=procurement.group,
        organisation=seat.organisation,
        valid_from=seat.valid_from,
        valid_to=seat.valid_to,
    )


def _seated(by: Any, procurement_id: int, row: Any, seat: SeatData) -> Seat:
    if seat.is_chair:
        row = roles.make_chair(by=by, seat_id=row.pk)
    transaction.on_commit(partial(letters.tell_of_seat.delay, procurement_id, row.pk))
    return row


def _open_group(by: Any, procurement: Procurement) -> Group:
    """A group named after the procurement; another one of that name gets a number."""
    taken = set(Group.objects.filter(cooperation=procurement.cooperation_id).values_list("name", flat=True))
    name, number = procurement.title[:_LONGEST_NAME], 1
    while name in taken:
        number += 1
        mark = f" ({number})"
        name = procurement.title[: _LONGEST_NAME - len(mark)] + mark
    return roles.open_group(by=by, cooperation_id=procurement.cooperation_id, kind=GroupKind.AGREEMENT, name=name)


def _set(by: Any, procurement: Procurement, group: Group) -> None:
    if procurement.group_id == group.pk:
        return
    before, procurement.group = procurement.group, group
    procurement.version += 1
    procurement.save(update_fields=["group", "version"])
    audit.record("procurement.group_appointed", procurement, by=by, changes={"group": (before, group)})


def _ask_for_seat(by: Any, procurement_id: int, seat_id: int) -> None:
    procurement = held(procurement_id)
    ask(rules.may_appoint(actor_of(by), procurement))
    if procurement.group_id is None or not Seat.objects.filter(pk=seat_id, group=procurement.group_id).exists():
        raise refused(_("The seat is not one of this procurement's agreement group."))
