"""What suppliers are told before the notice: noted, told to one, to all the others, or published to everybody."""

from collections.abc import Collection
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.law.answers import denied
from portal.workflow import audit
from portal.workflow.errors import Refused, ask, refused
from portal.workflow.versions import locked
from procurements.letters import dialogue as letters
from procurements.models import DialogueContact, DialogueEvent, Information, Told
from procurements.rules import dialogue as rules
from procurements.services.dialogue import contacts_in
from procurements.services.holding import held

SAY_WHAT = denied(_("Write what the suppliers are told."), "text")
LATER = denied(_("What is told later is noted then."), "told_on")
NOBODY = denied(_("Choose at least one supplier."), "contacts")
SAY_WHY = denied(_("Say why the note was wrong."), "reason")
NOT_TOLD = denied(_("The log does not say that this supplier was told."))


@transaction.atomic
def note(
    *,
    by: Any,
    procurement_id: int,
    text: str,
    told_on: date | None = None,
    contacts: Collection[int] = (),
    event_id: int | None = None,
    by_mail: bool = False,
) -> Information:
    """Note a piece of information and who (ids of contacts) was told it, on which day (today, where none is given) and
    through which event; ``by_mail`` has the portal write to them now. Raises ``Refused``."""
    procurement = held(procurement_id)
    ask(rules.may_lead(actor_of(by), procurement))
    day = _told_on(told_on, by_mail)
    event = DialogueEvent.objects.filter(procurement=procurement, pk=event_id).first() if event_id else None
    information = Information(procurement=procurement, told_on=day, event=event, recorded_by=by)
    _write(information, text)
    audit.record("information.noted", information, by=by, changes={"text": (None, information.text)})
    if contacts:
        _tell(information, contacts_in(procurement, contacts, "contacts"), day, event, by_mail, by)
    return information


@transaction.atomic
def reword(*, by: Any, information_id: int, version: int, text: str) -> Information:
    """Word a note more exactly. What was published or written to suppliers stays as it went out.

    Raises ``Conflict`` and ``Refused``.
    """
    information = locked(Information, information_id, version, "procurement")
    ask(rules.may_reword(actor_of(by), information))
    before = information.text
    information.version += 1
    _write(information, text)
    if information.text != before:
        audit.record("information.reworded", information, by=by, changes={"text": (before, information.text)})
    return information


@transaction.atomic
def tell(
    *,
    by: Any,
    information_id: int,
    contacts: Collection[int],
    told_on: date | None = None,
    event_id: int | None = None,
    by_mail: bool = False,
) -> Information:
    """Note that suppliers (ids of contacts) were told, or have the portal write to them now (``by_mail``): one letter
    for each, none of which names another. Raises ``Refused``."""
    information = _held(by, information_id)
    chosen = contacts_in(information.procurement, contacts, "contacts")
    if not chosen:
        raise Refused(NOBODY)
    event = DialogueEvent.objects.filter(procurement=information.procurement, pk=event_id).first() if event_id else None
    _tell(information, chosen, _told_on(told_on, by_mail), event, by_mail, by)
    return information


@transaction.atomic
def take_back(*, by: Any, information_id: int, contact_id: int, reason: str) -> Information:
    """Take back the note that a supplier was told, because it was wrong. A letter that went out is no note: it stays.

    Raises ``Refused``.
    """
    information = _held(by, information_id)
    row = information.told.filter(contact=contact_id).select_related("contact").first()
    if row is None:
        raise Refused(NOT_TOLD)
    ask(rules.may_take_back(row))
    if not reason.strip():
        raise Refused(SAY_WHY)
    changes = {"told_contact": (row.contact.name, None), "told_on": (row.told_on, None)}
    row.delete()
    audit.record("information.told_taken_back", information, by=by, changes=changes, reason=reason.strip())
    return information


@transaction.atomic
def publish(*, by: Any, information_id: int) -> Information:
    """Publish a piece of information on the procurement's page: everybody has been told. Raises ``Refused`` when it
    names a supplier of the dialogue."""
    information = _held(by, information_id)
    ask(rules.may_publish(actor_of(by), information))
    ask(rules.names_nobody(information.procurement, {"text": information.text}))
    information.published_at = timezone.now()
    information.version += 1
    information.save(update_fields=["published_at", "version"])
    audit.record("information.published", information, by=by)
    return information


def _held(by: Any, information_id: int) -> Information:
    """A piece of information, its procurement locked; refused where nothing may be told."""
    information = Information.objects.get(pk=information_id)
    information.procurement = held(information.procurement_id)
    ask(rules.may_lead(actor_of(by), information.procurement))
    return information


def _write(information: Information, text: str) -> None:
    information.text = text.strip()
    if not information.text:
        raise Refused(SAY_WHAT)
    information.save()


def _told_on(day: date | None, by_mail: bool) -> date:
    today = timezone.localdate()
    if day is None or by_mail:
        return today
    if day > today:
        raise Refused(LATER)
    return day


def _tell(
    information: Information,
    contacts: list[DialogueContact],
    day: date,
    event: DialogueEvent | None,
    by_mail: bool,
    by: Any,
) -> None:
    known = set(information.told.values_list("contact_id", flat=True))
    chosen = [contact for contact in contacts if contact.pk not in known]
    if by_mail and (unreachable := [contact.name for contact in chosen if not contact.email]):
        text = _("The e-mail address of %(names)s is missing. Add it, or tell them otherwise and note it here.")
        raise refused(text, "contacts", names=", ".join(unreachable))
    for contact in chosen:
        row = Told.objects.create(
            information=information, contact=contact, told_on=day, event=event, by_mail=by_mail, by=by
        )
        if by_mail:
            transaction.on_commit(partial(letters.send_information.delay, row.pk))
        changes = {"told_contact": (None, contact.name), "told_on": (None, day)}
        audit.record("information.told_by_mail" if by_mail else "information.told", information, by=by, changes=changes)
    if day < information.told_on:
        information.told_on = day
        information.save(update_fields=["told_on"])
