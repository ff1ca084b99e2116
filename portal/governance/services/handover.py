"""Handing over what somebody holds who leaves: one step, all or nothing, on the day or at once."""

import logging
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts import services as accounts
from portal.accounts.actor import actor_of, forget, roles_of
from portal.accounts.models import User
from portal.governance.duties.staff import ONE_DAY
from portal.governance.handover import letters
from portal.governance.handover.holdings import Held, Holding, holdings
from portal.governance.models import Handover, HandoverItem
from portal.governance.rules import handover as rules
from portal.governance.states.handover import HANDOVER, HandoverState, Outcome
from portal.organisations.models import Appointment, Cooperation, Seat, SeatDeputy
from portal.workflow import audit, transitions
from portal.workflow.errors import Refused, ask, refused

logger = logging.getLogger(__name__)

#: To whom each thing goes, by the kind of holding and the key; to nobody where it ends.
Choices = Mapping[tuple[str, str], User | None]


@dataclass(frozen=True)
class Group:
    """What a person holds of one kind."""

    holding: Holding
    rows: tuple[Held, ...]


class _Rehearsed(Exception):
    """Ends a rehearsal, and takes back what it did."""


def held_by(person: User, cooperation_id: int, day: date, reader: Any) -> list[Group]:
    """All that a person holds in a cooperation on a day or later, kind by kind; titles as ``reader`` may read them."""
    groups = (Group(holding, tuple(holding.held_by(person, cooperation_id, day, reader))) for holding in holdings())
    return [group for group in groups if group.rows]


def remaining(person: User, cooperation_id: int, last_day: date, reader: Any) -> list[Group]:
    """What is still held by somebody whose last day has come: nothing, after a whole handover."""
    return held_by(person, cooperation_id, max(last_day + ONE_DAY, timezone.localdate()), reader)


def stays_open(person: User, cooperation_id: int, last_day: date) -> bool:
    """Whether a person goes on in another cooperation or for a supplier, so that the account stays open."""
    after = Q(valid_to=None) | Q(valid_to__gt=last_day)
    here = Q(cooperation=cooperation_id) | Q(organisation__memberships__cooperation=cooperation_id)
    return (
        Appointment.objects.filter(after, user=person).exclude(here).exists()
        or Seat.objects.filter(after, user=person).exclude(group__cooperation=cooperation_id).exists()
        or SeatDeputy.objects.filter(after, user=person).exclude(seat__group__cooperation=cooperation_id).exists()
        or any(grant.supplier is not None for grant in roles_of(person))
    )


@transaction.atomic
def rehearse(*, by: Any, cooperation_id: int, person_id: int, last_day: date, choices: Choices) -> None:
    """Do all that a handover would do, and take it back: raises ``Refused`` where the handover would."""
    person = _asked(by, cooperation_id, person_id, last_day, choices)
    try:
        with transaction.atomic():
            _pass_on(by, person, cooperation_id, last_day, choices)
            raise _Rehearsed
    except _Rehearsed:
        forget(person)


@transaction.atomic
def order(*, by: Any, cooperation_id: int, person_id: int, last_day: date, choices: Choices) -> Handover:
    """Hand over all that a person holds in a cooperation after the last day: at once, when that has come, and otherwise
    on the day after it, until which it can be called off.

    Everything that the person holds has to be given to somebody, or to end where it may. Raises ``Refused`` and does
    nothing where a single thing cannot be handed over so.
    """
    rehearse(by=by, cooperation_id=cooperation_id, person_id=person_id, last_day=last_day, choices=choices)
    person = User.objects.select_for_update().get(pk=person_id)
    cooperation = Cooperation.objects.get(pk=cooperation_id)
    handover = Handover.objects.create(
        cooperation=cooperation,
        person=person,
        last_day=last_day,
        closes_account=not stays_open(person, cooperation_id, last_day),
        ordered_by=by,
        is_sample=cooperation.is_sample,
    )
    HandoverItem.objects.bulk_create(
        HandoverItem(
            handover=handover,
            holding=group.holding.name,
            key=row.key,
            title=row.title[:300],
            url=row.url,
            to=choices[group.holding.name, row.key],
        )
        for group in held_by(person, cooperation_id, last_day, by)
        for row in group.rows
    )
    changes = {"person": (None, person), "to_day": (None, last_day)}
    audit.record("handover.ordered", handover, by=by, changes=changes)
    if last_day <= timezone.localdate():
        _carry_out(handover, by=by)
    return handover


@transaction.atomic
def call_off(*, by: Any, handover_id: int) -> Handover:
    """Call a handover off whose day has not come: nothing has changed, and nothing will."""
    handover = _locked(handover_id)
    ask(rules.may_hand_over(actor_of(by), handover.cooperation_id, handover.person))
    transitions.apply(HANDOVER, "call_off", handover, by=by, field="state")
    return handover


@transaction.atomic
def carry_out(*, by: Any, handover_id: int) -> Handover:
    """Carry out a handover whose day has come, and that something stood in the way of. Raises ``Refused``."""
    handover = _locked(handover_id)
    ask(rules.may_hand_over(actor_of(by), handover.cooperation_id, handover.person))
    if handover.last_day > timezone.localdate():
        raise refused(_("The handover waits for its day."))
    _carry_out(handover, by=by)
    return handover


def carry_out_due(day: date) -> None:
    """The daily duty: carry out the handovers whose last day is past, for those who ordered them.

    One that is refused stays planned and says why; those who ordered it read it on its page.
    """
    due = Handover.objects.filter(state=HandoverState.PLANNED, last_day__lt=day)
    for pk in due.order_by("pk").values_list("pk", flat=True):
        try:
            with transaction.atomic():
                handover = _locked(pk)
                if handover.state == HandoverState.PLANNED:
                    _carry_out(handover, by=handover.ordered_by)
        except Refused as refusal:
            logger.warning("The handover %s was refused: %s", pk, refusal)
            Handover.objects.filter(pk=pk).update(problem=str(refusal))


def _locked(handover_id: int) -> Handover:
    rows = Handover.objects.select_for_update(of=("self",)).select_related("person", "ordered_by", "cooperation")
    return rows.get(pk=handover_id)


def _asked(by: Any, cooperation_id: int, person_id: int, last_day: date, choices: Choices) -> User:
    """The person, when a handover may be ordered as it is asked for."""
    person = User.objects.select_for_update().get(pk=person_id)
    ask(rules.may_hand_over(actor_of(by), cooperation_id, person))
    if Handover.objects.filter(cooperation=cooperation_id, person=person, state=HandoverState.PLANNED).exists():
        raise refused(_("A handover is planned for this person already. Call it off first."))
    for group in held_by(person, cooperation_id, last_day, by):
        for row in group.rows:
            if (group.holding.name, row.key) not in choices:
                raise refused(_("Nobody has been chosen for: %(title)s."), title=row.title)
            to = choices[group.holding.name, row.key]
            if to is None and not row.may_end:
                raise refused(_("Somebody has to take this over: %(title)s."), title=row.title)
            if to == person:
                raise refused(_("%(person)s leaves, and cannot take anything over."), person=str(person))
    return person


def _pass_on(by: Any, person: User, cooperation_id: int, last_day: date, choices: Choices) -> None:
    """Have every kind hand over what of it is still held, in the order of the kinds."""
    for holding in holdings():
        held = {row.key for row in holding.held_by(person, cooperation_id, last_day, by)}
        given = {key: to for (name, key), to in choices.items() if name == holding.name and key in held}
        if given:
            holding.hand_over(by=by, person=person, cooperation_id=cooperation_id, given=given, on=last_day)


def _carry_out(handover: Handover, *, by: Any) -> None:
    """Hand over what was planned, and what has come since to whoever takes most of its kind; close the account."""
    person, cooperation_id, last_day = handover.person, handover.cooperation_id, handover.last_day
    items = list(handover.items.select_related("to"))
    choices = {(item.holding, item.key): item.to for item in items}
    heirs = _heirs(items)
    for group in held_by(person, cooperation_id, last_day, by):
        for row in group.rows:
            key = (group.holding.name, row.key)
            if key not in choices and (to := heirs.get(group.holding.name)) is not None:
                choices[key] = to
                items.append(_item(handover, group.holding, row, to))
    _pass_on(by, person, cooperation_id, last_day, choices)
    for item in items:
        item.outcome = Outcome.ENDED if item.to is None else Outcome.MOVED
    left = [
        _item(handover, group.holding, row, None, Outcome.LEFT)
        for group in remaining(person, cooperation_id, last_day, by)
        for row in group.rows
    ]
    still = {(item.holding, item.key) for item in left}
    kept = [item for item in items if (item.holding, item.key) not in still]
    handover.items.filter(pk__in=[item.pk for item in items if item.pk]).exclude(
        pk__in=[item.pk for item in kept if item.pk]
    ).delete()
    HandoverItem.objects.bulk_update([item for item in kept if item.pk], ["outcome"])
    HandoverItem.objects.bulk_create([*(item for item in kept if not item.pk), *left])
    handover.done_at, handover.problem = timezone.now(), ""
    forget(person)
    handover.closes_account = person.is_active and not stays_open(person, cooperation_id, last_day)
    if handover.closes_account:
        accounts.close_departed(by=by, person_id=person.pk)
    transitions.apply(
        HANDOVER, "carry_out", handover, by=by, field="state", saving=("done_at", "problem", "closes_account")
    )
    for successor in {item.to_id for item in kept if item.to_id is not None}:
        transaction.on_commit(partial(letters.tell.delay, handover.pk, successor))


def _item(
    handover: Handover, holding: Holding, row: Held, to: User | None, outcome: Outcome = Outcome.WAITING
) -> HandoverItem:
    return HandoverItem(
        handover=handover,
        holding=holding.name,
        key=row.key,
        title=row.title[:300],
        url=row.url,
        to=to,
        outcome=outcome,
    )


def _heirs(items: list[HandoverItem]) -> dict[str, User]:
    """Whoever takes most of each kind."""
    counted: dict[str, dict[User, int]] = defaultdict(lambda: defaultdict(int))
    for item in items:
        if item.to is not None:
            counted[item.holding][item.to] += 1
    return {name: max(people, key=lambda person: people[person]) for name, people in counted.items()}
