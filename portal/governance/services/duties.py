"""Taking duties up, wording them and giving them up; saying who holds them, from a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.accounts.models import User
from portal.governance.duties.coverage import Cover, coverage
from portal.governance.duties.staff import ONE_DAY, Staff
from portal.governance.duties.standard import DutyScope, standard
from portal.governance.models import Duty, Responsibility
from portal.governance.rules import duties as rules
from portal.organisations.models import Cooperation, Membership, Organisation
from portal.workflow import audit
from portal.workflow.errors import ask, refused
from portal.workflow.versions import locked


@dataclass(frozen=True)
class Holder:
    """Who holds a duty and who stands in, from a day to a day (open without one)."""

    person: User
    valid_from: date
    deputy: User | None = None
    valid_to: date | None = None


@transaction.atomic
def adopt(*, by: Any, cooperation_id: int, codes: Iterable[str], on: date) -> list[Duty]:
    """Take up duties of the table from a day. Those that the cooperation has on that day or later are left as they
    are."""
    ask(rules.may_keep(actor_of(by), cooperation_id))
    cooperation = Cooperation.objects.select_for_update().get(pk=cooperation_id)
    known = set(
        Duty.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), cooperation=cooperation).values_list(
            "code", flat=True
        )
    )
    wanted = set(codes) - known
    adopted = [
        Duty(
            cooperation=cooperation,
            scope=duty.scope,
            code=duty.code,
            position=duty.position,
            valid_from=on,
            is_sample=cooperation.is_sample,
        )
        for duty in standard()
        if duty.code in wanted
    ]
    for duty in adopted:
        duty.save()
        audit.record("duty.taken_up", duty, by=by, changes={"from_day": (None, on)})
    return adopted


@transaction.atomic
def add_duty(*, by: Any, cooperation_id: int, scope: str, title: str, explanation: str, on: date) -> Duty:
    """Take up a duty of the cooperation's own from a day; it stands last of its kind."""
    ask(rules.may_keep(actor_of(by), cooperation_id))
    cooperation = Cooperation.objects.select_for_update().get(pk=cooperation_id)
    last = Duty.objects.filter(cooperation=cooperation, scope=scope).aggregate(last=Max("position"))["last"] or 0
    duty = Duty.objects.create(
        cooperation=cooperation,
        scope=scope,
        own_title=title,
        own_help=explanation,
        position=last + 10,
        valid_from=on,
        is_sample=cooperation.is_sample,
    )
    audit.record("duty.taken_up", duty, by=by, changes={"from_day": (None, on)})
    return duty


@transaction.atomic
def word_duty(*, by: Any, duty_id: int, version: int, title: str, explanation: str) -> Duty:
    """Word a duty in the cooperation's own way. Words of the table that are left as they were go on following the
    reader's language; so do those that are emptied again. Raises ``Conflict`` when somebody else did meanwhile."""
    duty = locked(Duty, duty_id, version)
    ask(rules.may_keep(actor_of(by), duty.cooperation_id))
    before = {"own_title": duty.own_title, "own_help": duty.own_help}
    if title != duty.title:
        duty.own_title = title
    if explanation != duty.help:
        duty.own_help = explanation
    if not (duty.own_title or duty.code):
        raise refused(_("A duty of your own needs a title."), "title")
    after = {"own_title": duty.own_title, "own_help": duty.own_help}
    if changes := audit.differences(before, after):
        duty.version += 1
        duty.save(update_fields=[*after, "version"])
        audit.record("duty.worded", duty, by=by, changes=changes)
    return duty


@transaction.atomic
def give_up(*, by: Any, duty_id: int, on: date) -> Duty:
    """Say which is the last day of a duty. Whoever holds it then holds it until that day; who should have begun later
    does not."""
    duty = Duty.objects.select_for_update().get(pk=duty_id)
    ask(rules.may_keep(actor_of(by), duty.cooperation_id))
    if on < duty.valid_from:
        raise refused(_("The last day comes before the first."), "on")
    duty.responsibilities.filter(valid_from__gt=on).delete()
    duty.responsibilities.filter(Q(valid_to=None) | Q(valid_to__gt=on)).update(valid_to=on)
    changes = {"to_day": (duty.valid_to, on)}
    duty.valid_to = on
    duty.version += 1
    duty.save(update_fields=["valid_to", "version"])
    audit.record("duty.given_up", duty, by=by, changes=changes)
    return duty


@transaction.atomic
def assign(*, by: Any, duty_id: int, organisation_id: int | None, holder: Holder) -> Responsibility:
    """Have a person hold a duty from a day, in a member or, without one, for the region.

    Whoever held it until then does so until the day before, and keeps that place in the history; somebody who is to
    hold it from a later day does so from that day. Raises ``Refused`` where history would be written anew, where the
    person does not serve there, or where nothing would change.
    """
    duty = Duty.objects.select_for_update(of=("self",)).select_related("cooperation").get(pk=duty_id)
    ask(rules.may_assign(actor_of(by), duty.cooperation_id, organisation_id))
    organisation = _place(duty, organisation_id, holder.valid_from)
    first, last = holder.valid_from, holder.valid_to
    if last is not None and last < first:
        raise refused(_("The last day comes before the first."), "valid_to")
    if first < duty.valid_from or (duty.valid_to is not None and (last or first) > duty.valid_to):
        raise refused(_("The cooperation does not have this duty on all of these days."), "valid_from")
    _ask_for_service(duty, organisation, holder)
    rows = duty.responsibilities.filter(organisation=organisation).select_for_update()
    before = _make_room(rows, holder)
    later = rows.filter(valid_from__gt=first).order_by("valid_from").first()
    if later is not None and (last is None or last >= later.valid_from):
        last = later.valid_from - ONE_DAY
    if last is None:
        last = duty.valid_to
    row = Responsibility.objects.create(
        duty=duty,
        organisation=organisation,
        person=holder.person,
        deputy=holder.deputy,
        valid_from=first,
        valid_to=last,
        is_sample=duty.is_sample,
    )
    changes = {
        **({"organisation": (None, organisation)} if organisation else {}),
        "person": (before and before.person, row.person),
        "deputy": (before and before.deputy, row.deputy),
        "from_day": (None, first),
    }
    audit.record("duty.assigned", duty, by=by, changes=changes)
    return row


@transaction.atomic
def fill_holes(*, by: Any, cooperation_id: int, organisation_id: int | None, holder: Holder) -> list[Responsibility]:
    """Have one person hold all duties of a place that nobody holds on a day. Raises ``Refused`` when there is none."""
    ask(rules.may_assign(actor_of(by), cooperation_id, organisation_id))
    found = coverage(Cooperation.objects.get(pk=cooperation_id), holder.valid_from)
    cells = [
        cell
        for place in found.places
        if (place.organisation and place.organisation.pk) == organisation_id
        for cell in place.cells
        if cell.cover == Cover.HOLE
    ]
    if not cells:
        raise refused(_("Somebody holds each of these duties already."))
    return [assign(by=by, duty_id=cell.duty.pk, organisation_id=organisation_id, holder=holder) for cell in cells]


@transaction.atomic
def release(*, by: Any, responsibility_id: int, on: date) -> Responsibility:
    """Say which is the last day on which somebody holds a duty, where nobody takes over."""
    row = _locked(responsibility_id)
    ask(rules.may_assign(actor_of(by), row.duty.cooperation_id, row.organisation_id))
    if on < row.valid_from:
        raise refused(_("The last day comes before the first."), "on")
    changes = {
        **({"organisation": (row.organisation, None)} if row.organisation else {}),
        "person": (row.person, None),
        "to_day": (row.valid_to, on),
    }
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    audit.record("duty.released", row.duty, by=by, changes=changes)
    return row


@transaction.atomic
def pass_on(*, by: Any, responsibility_id: int, to: User, on: date) -> Responsibility:
    """Have somebody else hold a duty after a day, as long as the present holder would have. A successor who was the
    deputy leaves that place empty; one who holds nothing else keeps the deputy."""
    row = _locked(responsibility_id)
    first = max(on + ONE_DAY, row.valid_from, timezone.localdate())
    deputy = row.deputy if row.deputy_id != to.pk else None
    holder = Holder(person=to, deputy=deputy, valid_from=first, valid_to=row.valid_to)
    return assign(by=by, duty_id=row.duty_id, organisation_id=row.organisation_id, holder=holder)


@transaction.atomic
def name_deputy(*, by: Any, responsibility_id: int, deputy: User | None, on: date) -> Responsibility:
    """Have somebody else, or nobody, stand in after a day; the holder goes on."""
    row = _locked(responsibility_id)
    first = max(on + ONE_DAY, row.valid_from, timezone.localdate())
    holder = Holder(person=row.person, deputy=deputy, valid_from=first, valid_to=row.valid_to)
    return assign(by=by, duty_id=row.duty_id, organisation_id=row.organisation_id, holder=holder)


def _locked(responsibility_id: int) -> Responsibility:
    rows = Responsibility.objects.select_for_update(of=("self",))
    return rows.select_related("duty", "organisation", "person", "deputy").get(pk=responsibility_id)


def _place(duty: Duty, organisation_id: int | None, day: date) -> Organisation | None:
    """The member of a local duty, and nobody for a regional one. Raises ``Refused`` where they do not fit."""
    if (duty.scope == DutyScope.LOCAL) != (organisation_id is not None):
        raise refused(_("A local duty is held for a member, and a regional one for all of them."))
    if organisation_id is None:
        return None
    membership = (
        Membership.objects.on(day)
        .filter(cooperation=duty.cooperation_id, organisation=organisation_id)
        .select_related("organisation")
        .first()
    )
    if membership is None:
        raise refused(_("That organisation is no member on that day."), "valid_from")
    return membership.organisation


def _ask_for_service(duty: Duty, organisation: Organisation | None, holder: Holder) -> None:
    """The holder serves the member (for the region: anybody in it), and the deputy somewhere in the cooperation."""
    first = holder.valid_from
    today = timezone.localdate()
    staff = Staff([duty.cooperation_id], min(first, today))
    day = max(first, today)  # who served then is not known of those whose account has been closed since
    where = organisation.pk if organisation is not None else None
    if staff.until(holder.person.pk, day, cooperation=duty.cooperation_id, organisation=where) < day:
        raise refused(_("This person has no role there on that day. Give the role first."), "person")
    if holder.deputy is None:
        return
    if holder.deputy.pk == holder.person.pk:
        raise refused(_("The deputy is somebody else than the holder."), "deputy")
    if staff.until(holder.deputy.pk, day, cooperation=duty.cooperation_id) < day:
        raise refused(_("This person has no role in the cooperation on that day."), "deputy")


def _make_room(rows: QuerySet, holder: Holder) -> Responsibility | None:
    """End what lies in the way of a new holder on the day before; gives what stood there."""
    first = holder.valid_from
    current = rows.filter(Q(valid_to=None) | Q(valid_to__gte=first), valid_from__lte=first).first()
    if current is None:
        return None
    if first < timezone.localdate():
        raise refused(_("Somebody held the duty then already. Choose today or a later day."), "valid_from")
    same = (current.person_id, current.deputy_id) == (holder.person.pk, holder.deputy and holder.deputy.pk)
    if same and current.valid_to == holder.valid_to:
        raise refused(_("This person holds the duty then already."), "person")
    if current.valid_from == first:
        current.delete()
    else:
        current.valid_to = first - ONE_DAY
        current.save(update_fields=["valid_to"])
    return current
