"""Asking organisations to take part: inviting, leaving out, reminding, giving time, withdrawing."""

from collections.abc import Collection, Mapping
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.law import participation as law
from portal.law.answers import Answer, Denied, Reason
from portal.organisations.models import Membership, Organisation, Ownership
from portal.organisations.periods import valid_on
from portal.workflow import audit, transitions
from portal.workflow.errors import Refused, ask, refused
from portal.workflow.versions import locked
from procurements.letters import participation as letters
from procurements.models import Participation, Procurement
from procurements.rules import participation as rules
from procurements.services.holding import held
from procurements.states.participation import NOT_ASKED, PARTICIPATION, ParticipationState

NOBODY_CHOSEN = Denied((Reason(_("Choose at least one organisation to ask."), field="members"),))
NOBODY_TO_REMIND = Denied(
    (Reason(_("There is nobody to remind: whoever has not answered was reminded today, or is past the last day.")),)
)

#: What an answer fills in; asked again, an organisation begins with nothing of it.
ANSWER: Mapping[str, Any] = {
    "yearly_volume": None,
    "reason": "",
    "contact": None,
    "answered_by": None,
    "answered_at": None,
    "mandate_signed_by": None,
    "mandate_appointment": None,
    "mandate_signed_at": None,
    "mandate_file": None,
}


def candidates(cooperation_id: int, day: date) -> tuple[list[Organisation], list[Organisation]]:
    """Whom a procurement of the cooperation can ask: its members that are no companies, and the companies that are
    members or that a member owns, each in order of names."""
    members = Membership.objects.on(day).filter(cooperation=cooperation_id).values("organisation")
    owned = Ownership.objects.filter(valid_on(day), owner__in=members).values("company")
    found = list(Organisation.objects.filter(Q(pk__in=members) | Q(pk__in=owned)).alphabetical())
    return [row for row in found if row.kind != "company"], [row for row in found if row.kind == "company"]


@transaction.atomic
def invite(
    *,
    by: Any,
    procurement_id: int,
    version: int,
    answers_due_on: date,
    organisations: Collection[int],
    left_out: Collection[int] = (),
) -> Procurement:
    """Ask organisations (ids) whether they take part, and note those that are left out on purpose.

    ``answers_due_on`` is the last day to answer, of the procurement and of those who are asked now. Each gets a
    letter to its purchasing contact and deputy. Raises ``Refused`` for somebody who is no member nor owned by one, for
    a day that has passed or lies after the planned notice, and ``Conflict`` when the procurement has moved on.
    """
    procurement = locked(Procurement, procurement_id, version, "cooperation")
    ask(rules.may_invite(actor_of(by), procurement))
    ask(_last_day(procurement, answers_due_on, "answers_due_on"))
    chosen = set(organisations)
    if not chosen:
        raise Refused(NOBODY_CHOSEN)
    members, companies = candidates(procurement.cooperation_id, timezone.localdate())
    known = {row.pk: row for row in (*members, *companies)}
    if strangers := chosen - known.keys():
        names = Organisation.objects.filter(pk__in=strangers).values_list("name", flat=True)
        raise refused(
            _("%(names)s is neither a member of the cooperation nor owned by one."), "members", names=", ".join(names)
        )
    rows = {row.organisation_id: row for row in procurement.participations.select_for_update()}
    for organisation in known.values():
        row = rows.get(organisation.pk)
        if organisation.pk in chosen and (row is None or row.state in NOT_ASKED):
            _ask(procurement, organisation, row, by, answers_due_on)
        elif organisation.pk in set(left_out) - chosen and row is None:
            state = ParticipationState.LEFT_OUT
            _begin(procurement, organisation, by, answers_due_on, state, "participation.left_out")
    _set_last_day(procurement, answers_due_on, by)
    return procurement


def _ask(
    procurement: Procurement, organisation: Organisation, row: Participation | None, by: Any, due_on: date
) -> Participation:
    """Ask an organisation for the first time, or anew."""
    if row is None:
        row = _begin(procurement, organisation, by, due_on, ParticipationState.INVITED, "participation.invited")
    else:
        for name, value in {**ANSWER, "reminded_on": None}.items():
            setattr(row, name, value)
        row.due_on, row.invited_by, row.invited_at = due_on, by, timezone.now()
        row.version += 1
        saving = (*ANSWER, "reminded_on", "due_on", "invited_by", "invited_at", "version")
        transitions.apply(PARTICIPATION, "invited_again", row, by=by, field="state", saving=saving)
    _write_to(letters.INVITED, row)
    return row


def _begin(
    procurement: Procurement, organisation: Organisation, by: Any, due_on: date, state: str, action: str
) -> Participation:
    row = Participation.objects.create(
        procurement=procurement,
        organisation=organisation,
        state=state,
        due_on=due_on,
        invited_by=by,
        is_sample=procurement.is_sample,
    )
    audit.record(action, row, by=by, changes={"due_on": (None, due_on)})
    return row


@transaction.atomic
def invite_again(*, by: Any, participation_id: int, version: int, due_on: date) -> Participation:
    """Ask an organisation after all that was left out, or whose invitation was withdrawn. What it had answered is
    gone. Raises ``Refused`` and ``Conflict``."""
    row = opened(participation_id, version)
    ask(rules.may_invite_again(actor_of(by), row))
    ask(_last_day(row.procurement, due_on, "due_on"))
    return _ask(row.procurement, row.organisation, row, by, due_on)


@transaction.atomic
def withdraw(*, by: Any, participation_id: int, version: int, reason: str) -> Participation:
    """Ask an organisation no longer; it gets a letter with the reason. Its answer does not count any more. Raises
    ``Refused`` and ``Conflict``."""
    row = opened(participation_id, version)
    ask(rules.may_withdraw(actor_of(by), row))
    if not reason.strip():
        raise refused(_("Say why: the organisation gets your reason."), "reason")
    row.version += 1
    transitions.apply(PARTICIPATION, "withdrawn", row, by=by, field="state", reason=reason.strip(), saving=("version",))
    _write_to(letters.WITHDRAWN, row)
    return row


@transaction.atomic
def extend(*, by: Any, procurement_id: int, version: int, answers_due_on: date) -> Procurement:
    """Give everybody more time; an organisation that has a later day of its own keeps it.

    Those who have not answered get a letter. Raises ``Refused`` for an earlier day, and ``Conflict``.
    """
    procurement = locked(Procurement, procurement_id, version, "cooperation")
    ask(rules.may_invite(actor_of(by), procurement))
    ask(_last_day(procurement, answers_due_on, "answers_due_on"))
    before = procurement.answers_due_on
    if before is not None and answers_due_on <= before:
        raise refused(_("The last day is %(day)s already: choose a later one."), "answers_due_on", day=before)
    rows = procurement.participations.standing().select_for_update(of=("self",)).select_related("organisation")
    for row in rows.filter(due_on__lt=answers_due_on):
        _move(row, answers_due_on, by)
    _set_last_day(procurement, answers_due_on, by)
    return procurement


@transaction.atomic
def set_last_day(*, by: Any, participation_id: int, version: int, due_on: date) -> Participation:
    """Give one organisation a last day of its own. It gets a letter if it has not answered. Raises ``Refused`` and
    ``Conflict``."""
    row = opened(participation_id, version)
    ask(rules.may_withdraw(actor_of(by), row))
    ask(_last_day(row.procurement, due_on, "due_on"))
    if due_on != row.due_on:
        _move(row, due_on, by)
    return row


def _move(row: Participation, due_on: date, by: Any) -> None:
    before, row.due_on = row.due_on, due_on
    row.version += 1
    row.save(update_fields=["due_on", "version"])
    audit.record("participation.given_time", row, by=by, changes={"due_on": (before, due_on)})
    if row.state == ParticipationState.INVITED:
        _write_to(letters.GIVEN_TIME, row)


@transaction.atomic
def remind(*, by: Any, procurement_id: int) -> int:
    """Remind those who have not answered and still can, each at most once a day; gives how many. Raises ``Refused``
    when there is nobody to remind."""
    procurement = held(procurement_id)
    ask(rules.may_invite(actor_of(by), procurement))
    today = timezone.localdate()
    rows = list(to_remind(procurement, today).select_for_update(of=("self",)).select_related("organisation"))
    if not rows:
        raise Refused(NOBODY_TO_REMIND)
    for row in rows:
        row.reminded_on = today
        row.save(update_fields=["reminded_on"])
        audit.record("participation.reminded", row, by=by)
        _write_to(letters.REMINDER, row)
    return len(rows)


def to_remind(procurement: Procurement, today: date) -> Any:
    """Those who have not answered, still can, and were not reminded today."""
    waiting = procurement.participations.waiting().filter(due_on__gte=today)
    return waiting.filter(Q(reminded_on=None) | Q(reminded_on__lt=today))


def opened(participation_id: int, version: int) -> Participation:
    """An answer that is going to be changed, with its procurement: both are locked, the procurement first, so that no
    answer changes while the procurement goes on to its next stage. Raises ``Conflict``."""
    held(Participation.objects.values_list("procurement_id", flat=True).get(pk=participation_id))
    return locked(Participation, participation_id, version, "procurement__cooperation", "organisation")


def _last_day(procurement: Procurement, day: date, field: str) -> Answer:
    return law.may_set_last_day(day, timezone.localdate(), procurement.notice_on, field)


def _set_last_day(procurement: Procurement, answers_due_on: date, by: Any) -> None:
    before = procurement.answers_due_on
    if before == answers_due_on:
        return
    procurement.answers_due_on = answers_due_on
    procurement.version += 1
    procurement.save(update_fields=["answers_due_on", "version"])
    audit.record("procurement.edited", procurement, by=by, changes={"answers_due_on": (before, answers_due_on)})


def _write_to(letter: str, row: Participation) -> None:
    """Have the organisation's contacts told when the transaction is through."""
    transaction.on_commit(partial(letters.tell.delay, letter, row.pk))
