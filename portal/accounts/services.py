"""Giving people accounts, closing and reopening them, and what people say about themselves."""

import hashlib
import secrets
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts import rules, tasks
from portal.accounts.actor import actor_of
from portal.accounts.models import User
from portal.law.answers import denied
from portal.workflow import audit, reminders
from portal.workflow.errors import Refused, ask, refused
from portal.workflow.models import CalendarFeed, Frequency, ReminderWish

CLOSED = denied(_("There is a closed account with this address. Reopen it instead."), "email")


@transaction.atomic
def invite(*, by: Any, email: str, name: str, language: str = "", phone: str = "") -> User:
    """Give a person an account, and mail a link for choosing a password in the person's language.

    Whoever has an account already keeps it as it is; the link is sent again while no password has been chosen.
    ``by`` is ``None`` when the person asked for the account on a public page. Raises ``Refused`` when ``by`` may not
    invite, or the account of this address is closed.
    """
    if by is not None:
        ask(rules.may_invite(actor_of(by)))
    person = User.objects.select_for_update().filter(email__iexact=email.strip()).first()
    if person is None:
        person = User.objects.create_user(
            email=email.strip(),
            name=name.strip(),
            phone=phone,
            language=language or getattr(by, "language", ""),
            invited_at=timezone.now(),
        )
        audit.record("person.invited", person, by=by)
    elif not person.is_active:
        raise Refused(CLOSED)
    if person.awaits_password:
        transaction.on_commit(partial(tasks.send_invitation.delay, person.pk))
    return person


@transaction.atomic
def invite_again(*, by: Any, person_id: int) -> User:
    """Mail a new link to somebody who has not chosen a password yet."""
    person = _locked(person_id)
    ask(rules.may_manage(actor_of(by), person))
    if not person.awaits_password:
        raise refused(_("This person has chosen a password already."))
    person.invited_at = timezone.now()
    person.save(update_fields=["invited_at"])
    audit.record("person.invited", person, by=by)
    transaction.on_commit(partial(tasks.send_invitation.delay, person.pk))
    return person


@transaction.atomic
def update(*, by: Any, person_id: int, name: str, phone: str, language: str) -> User:
    """Change a person's name, telephone and language. The trail keeps which of them, never the words: a person who
    is erased later must not live on in it."""
    person = _locked(person_id)
    ask(rules.may_edit(actor_of(by), person))
    changed = [
        field
        for field, value in {"name": name, "phone": phone, "language": language}.items()
        if getattr(person, field) != value
    ]
    if changed:
        person.name, person.phone, person.language = name, phone, language
        person.save(update_fields=changed)
        audit.record("person.edited", person, by=by, reason=", ".join(changed))
    return person


@transaction.atomic
def deactivate(*, by: Any, person_id: int, reason: str = "") -> User:
    """Close an account. Every session ends at once and for good: they hang on the password, which is taken away."""
    person = _locked(person_id)
    ask(rules.may_manage(actor_of(by), person))
    return _close(person, by, reason)


@transaction.atomic
def close_departed(*, by: Any, person_id: int, reason: str = "") -> User:
    """Close the account of somebody who has left: as ``deactivate``, also for one whose roles have all ended."""
    person = _locked(person_id)
    ask(rules.may_close_departed(actor_of(by), person))
    return _close(person, by, reason)


@transaction.atomic
def reactivate(*, by: Any, person_id: int) -> User:
    """Open a closed account again; a link for choosing a new password goes out by mail."""
    person = _locked(person_id)
    ask(rules.may_manage(actor_of(by), person))
    if person.is_active:
        raise refused(_("The account is open already."))
    person.is_active = True
    person.invited_at = timezone.now()
    person.save(update_fields=["is_active", "invited_at"])
    audit.record("person.reactivated", person, by=by, changes={"is_active": (False, True)})
    transaction.on_commit(partial(tasks.send_invitation.delay, person.pk))
    return person


@transaction.atomic
def choose_reminders(*, by: Any, frequency: Frequency) -> None:
    """Set how often one is reminded of one's own deadlines by e-mail."""
    before = reminders.frequency_of(by)
    if before != frequency:
        ReminderWish.objects.update_or_create(user=by, defaults={"frequency": frequency})
        audit.record("person.reminders_chosen", by, by=by, changes={"reminders": (before.value, frequency.value)})


@transaction.atomic
def open_calendar(*, by: Any) -> str:
    """Give one's own calendar of deadlines a secret address, and end the one it had; gives the secret, which is told
    this once and kept nowhere."""
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(
        user=by, defaults={"token_hash": _hash_of(token), "created_at": timezone.now()}
    )
    audit.record("person.calendar_opened", by, by=by)
    return token


@transaction.atomic
def close_calendar(*, by: Any) -> None:
    """End the secret address of one's own calendar at once. Raises ``Refused`` when there is none."""
    gone, _by_model = CalendarFeed.objects.filter(user=by).delete()
    if not gone:
        raise refused(_("Your calendar has no address."))
    audit.record("person.calendar_closed", by, by=by)


def reader_of_calendar(token: str) -> User | None:
    """Whose calendar stands at a secret address; nobody's when it was ended or the account is closed."""
    return User.objects.filter(calendar_feed__token_hash=_hash_of(token), is_active=True).first()


def _hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _close(person: User, by: Any, reason: str) -> User:
    if not person.is_active:
        raise refused(_("The account is closed already."))
    person.is_active = False
    person.set_unusable_password()
    person.save(update_fields=["is_active", "password"])
    audit.record("person.deactivated", person, by=by, changes={"is_active": (True, False)}, reason=reason)
    return person


def _locked(person_id: int) -> User:
    return User.objects.select_for_update().get(pk=person_id)
