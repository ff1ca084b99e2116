"""Letters about call-offs, mini-competitions and off-contract notices, each in its reader's language.

A service announces what happened by a kind of letter and an id. ``announce`` finds the readers and queues one letter
for each, so that one that fails is tried again alone. Nothing secret is ever handed to the broker: what a letter says
is read when it is written, and only as far as its reader may know it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from smtplib import SMTPException
from typing import Any

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from agreements.models import CallOff, CompetitionInvitation, MiniCompetition, NonConformity, OffContractPurchase
from agreements.papers import confirmation
from agreements.states.call_offs import AnswerKind, CompetitionStatus
from portal.accounts.mail import absolute, language_of
from portal.accounts.models import User
from portal.organisations.pages import contacts_of
from portal.organisations.periods import valid_on
from suppliers.models import Supplier


class Letter(StrEnum):
    """What a letter tells."""

    CALL_OFF_MADE = "call_off_made"
    CALL_OFF_CHANGED = "call_off_changed"
    CALL_OFF_COMPLETED = "call_off_completed"
    CALL_OFF_CANCELLED = "call_off_cancelled"
    COMPETITION_INVITATION = "competition_invitation"
    COMPETITION_AWARD = "competition_award"
    COMPETITION_CANCELLED = "competition_cancelled"
    OFF_CONTRACT_NOTED = "off_contract_noted"
    NON_CONFORMITY_REPORTED = "non_conformity_reported"
    NON_CONFORMITY_SENT = "non_conformity_sent"
    NON_CONFORMITY_ANSWERED = "non_conformity_answered"
    NON_CONFORMITY_ESCALATED = "non_conformity_escalated"
    NON_CONFORMITY_CLOSED = "non_conformity_closed"
    NON_CONFORMITY_WITHDRAWN = "non_conformity_withdrawn"


@dataclass(frozen=True)
class Reader:
    """Who gets a letter. ``key`` names the same reader again when the letter is written; ``inside`` is one of the
    buyer's or the office's own, everybody else is a supplier's."""

    key: str
    email: str
    language: str
    inside: bool = False
    supplier_id: int | None = None


@dataclass(frozen=True)
class Kind:
    """How a letter comes about: what it is about, how it is headed, and who reads it."""

    model: type[Model]
    subject: Any
    readers: Callable[[Any], Iterable[Reader]]
    template: str
    with_confirmation: bool = False


def people(*users: User | None) -> Iterator[Reader]:
    """Colleagues with an open account, each once."""
    for user in dict.fromkeys(users):
        if user is not None and user.is_active and user.email:
            yield Reader(f"user:{user.pk}", user.email, language_of(user), inside=True)


def of_supplier(supplier: Supplier) -> Iterator[Reader]:
    """A supplier's users and contacts; its own address where there are neither. Each address once."""
    own_language = "nb" if supplier.country == "NO" else "sv"
    served = supplier.users.filter(valid_on(timezone.localdate()), user__is_active=True).select_related("user")
    readers = [
        Reader(f"user:{row.user_id}", row.user.email, language_of(row.user), supplier_id=supplier.pk) for row in served
    ]
    readers += [
        Reader(f"contact:{row.pk}", row.email, own_language, supplier_id=supplier.pk)
        for row in supplier.contacts.exclude(email="")
    ]
    if not readers and supplier.email:
        readers = [Reader(f"supplier:{supplier.pk}", supplier.email, own_language, supplier_id=supplier.pk)]
    seen: set[str] = set()
    for reader in readers:
        if reader.email.lower() not in seen:
            seen.add(reader.email.lower())
            yield reader


def _of_call_off(call_off: CallOff) -> Iterator[Reader]:
    yield from people(call_off.agreement.responsible, call_off.contact)
    yield from of_supplier(call_off.supplier)


def _of_competition(competition: MiniCompetition) -> Iterator[Reader]:
    for invitation in competition.invitations.filter(invited_at__isnull=False).select_related("supplier"):
        yield from of_supplier(invitation.supplier)


def _of_off_contract(purchase: OffContractPurchase) -> Iterator[Reader]:
    yield from people(*(row.user for row in contacts_of(purchase.buyer)))


def _of_handlers(found: NonConformity) -> Iterator[Reader]:
    """Whoever reported a non-conformity, and those who handle it: the responsible officer and the buyer's contacts."""
    yield from people(found.reported_by, found.agreement.responsible, *(row.user for row in contacts_of(found.buyer)))


def _of_its_supplier(found: NonConformity) -> Iterator[Reader]:
    yield from of_supplier(found.supplier)


_CALL_OFF = "agreements/email/call_off.txt"
_NON_CONFORMITY = "agreements/follow_up/email/non_conformity.txt"
_COMPETITION = "agreements/email/competition.txt"
KINDS = {
    Letter.CALL_OFF_MADE: Kind(CallOff, _("Call-off %(about)s"), _of_call_off, _CALL_OFF, with_confirmation=True),
    Letter.CALL_OFF_CHANGED: Kind(
        CallOff, _("Call-off %(about)s has been changed"), _of_call_off, _CALL_OFF, with_confirmation=True
    ),
    Letter.CALL_OFF_COMPLETED: Kind(CallOff, _("Call-off %(about)s is completed"), _of_call_off, _CALL_OFF),
    Letter.CALL_OFF_CANCELLED: Kind(CallOff, _("Call-off %(about)s is cancelled"), _of_call_off, _CALL_OFF),
    Letter.COMPETITION_INVITATION: Kind(
        MiniCompetition, _("Invitation to a mini-competition: %(about)s"), _of_competition, _COMPETITION
    ),
    Letter.COMPETITION_AWARD: Kind(
        MiniCompetition, _("The mini-competition is decided: %(about)s"), _of_competition, _COMPETITION
    ),
    Letter.COMPETITION_CANCELLED: Kind(
        MiniCompetition, _("The mini-competition is cancelled: %(about)s"), _of_competition, _COMPETITION
    ),
    Letter.OFF_CONTRACT_NOTED: Kind(
        OffContractPurchase,
        _("Bought outside the agreement: %(about)s"),
        _of_off_contract,
        "agreements/email/off_contract.txt",
    ),
    Letter.NON_CONFORMITY_REPORTED: Kind(
        NonConformity, _("A non-conformity is reported: %(about)s"), _of_handlers, _NON_CONFORMITY
    ),
    Letter.NON_CONFORMITY_SENT: Kind(
        NonConformity, _("A non-conformity to answer: %(about)s"), _of_its_supplier, _NON_CONFORMITY
    ),
    Letter.NON_CONFORMITY_ANSWERED: Kind(
        NonConformity, _("The supplier has answered: %(about)s"), _of_handlers, _NON_CONFORMITY
    ),
    Letter.NON_CONFORMITY_ESCALATED: Kind(
        NonConformity, _("A non-conformity is escalated: %(about)s"), _of_its_supplier, _NON_CONFORMITY
    ),
    Letter.NON_CONFORMITY_CLOSED: Kind(
        NonConformity, _("A non-conformity is closed: %(about)s"), _of_its_supplier, _NON_CONFORMITY
    ),
    Letter.NON_CONFORMITY_WITHDRAWN: Kind(
        NonConformity, _("A non-conformity is withdrawn: %(about)s"), _of_its_supplier, _NON_CONFORMITY
    ),
}
#: What a competition must be for its letter to be true when it is written.
_TRUE_OF = {
    Letter.COMPETITION_INVITATION: CompetitionStatus.INVITED,
    Letter.COMPETITION_AWARD: CompetitionStatus.AWARDED,
    Letter.COMPETITION_CANCELLED: CompetitionStatus.CANCELLED,
}


@shared_task
def announce(letter: str, pk: int) -> None:
    """Queue a letter for everybody whom the event concerns."""
    if (about := _read(Letter(letter), pk)) is not None:
        for reader in KINDS[Letter(letter)].readers(about):
            deliver.delay(letter, pk, reader.key)


@shared_task(autoretry_for=(SMTPException, ConnectionError), retry_backoff=30, max_retries=5)
def deliver(letter: str, pk: int, key: str) -> None:
    """Write one letter and send it; nothing is sent to somebody who is no longer concerned."""
    about = _read(Letter(letter), pk)
    if about is None:
        return
    for reader in KINDS[Letter(letter)].readers(about):
        if reader.key == key:
            _send(Letter(letter), about, reader)
            break


def _read(letter: Letter, pk: int) -> Any | None:
    about = KINDS[letter].model._default_manager.filter(pk=pk).first()
    if about is not None and letter in _TRUE_OF and about.status != _TRUE_OF[letter]:
        return None
    return about


def _send(letter: Letter, about: Any, reader: Reader) -> None:
    kind = KINDS[letter]
    with translation.override(reader.language):
        context = {
            "letter": letter,
            "about": about,
            "reader": reader,
            "link": absolute(about.get_absolute_url()),
            "site_url": settings.SITE_URL,
        }
        if isinstance(about, MiniCompetition):
            context |= _outcome(about, reader)
        body = render_to_string(kind.template, context)
        subject = " ".join((kind.subject % {"about": about}).split())  # what somebody typed may hold a line break
        message = EmailMessage(subject, body.strip() + "\n", None, [reader.email])
        if kind.with_confirmation:
            pdf = confirmation.pdf_of(about, reader.language, inside=reader.inside)
            message.attach(f"{about.number}.pdf", pdf, "application/pdf")
    message.send()


def _outcome(competition: MiniCompetition, reader: Reader) -> dict[str, Any]:
    """What one supplier learns of the outcome: who won and why, and whether it was itself; never another's price."""
    won = competition.status == CompetitionStatus.AWARDED and competition.winner_id == reader.supplier_id
    own = CompetitionInvitation.objects.filter(competition=competition, supplier=reader.supplier_id).first()
    return {"won": won, "late": own is not None and own.answer == AnswerKind.LATE}
