"""Leading a market dialogue: the suppliers that take part, and what happened with them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.law.answers import denied
from portal.workflow import audit
from portal.workflow.errors import Refused, ask, refused
from portal.workflow.versions import locked
from procurements.models import DialogueContact, DialogueEvent, Procurement
from procurements.models.dialogue import DialogueEventKind
from procurements.rules import dialogue as rules
from procurements.services.holding import held
from suppliers.models import Supplier

SAY_WHO = denied(_("Choose a supplier of the register, or write the name of the company."), "name")
TWICE = denied(_("The supplier takes part in the dialogue already."), "supplier")
SAY_WHY = denied(_("Say why the supplier no longer takes part."), "reason")
SAY_TITLE = denied(_("Give it a title."), "title")
NOBODY = denied(_("Choose at least one supplier."), "participants")
STILL_HERE = denied(_("The supplier takes part in the dialogue."))
ONLY_SECURE = denied(_("Give a link that begins with https://."), "link")


@dataclass(frozen=True)
class ContactData:
    """A supplier of the register, or the name of a company that is not in it, and whom to write to there."""

    supplier: Supplier | None = None
    name: str = ""
    person: str = ""
    email: str = ""


@dataclass(frozen=True)
class EventData:
    """What happened, when, where and with which suppliers (ids of contacts). ``notes`` is what they said."""

    title: str
    held_on: date
    kind: str = DialogueEventKind.MEETING
    place: str = ""
    participants: Collection[int] = ()
    notes: str = ""
    link: str = ""


_SAID = ("kind", "title", "held_on", "place", "notes", "link")


@transaction.atomic
def add_contact(*, by: Any, procurement_id: int, data: ContactData) -> DialogueContact:
    """Have a supplier take part in the dialogue from today on. Raises ``Refused``."""
    procurement = held(procurement_id)
    ask(rules.may_lead(actor_of(by), procurement))
    contact = DialogueContact(procurement=procurement, added_on=timezone.localdate())
    _write_contact(contact, data)
    said = {name: (None, value) for name, value in _contact_facts(contact).items() if value}
    audit.record("dialogue_contact.added", contact, by=by, changes=said)
    return contact


@transaction.atomic
def edit_contact(*, by: Any, contact_id: int, version: int, data: ContactData) -> DialogueContact:
    """Correct whom the dialogue is led with. Raises ``Conflict`` and ``Refused``."""
    contact = locked(DialogueContact, contact_id, version, "procurement")
    ask(rules.may_lead(actor_of(by), contact.procurement))
    before = _contact_facts(contact)
    contact.version += 1
    _write_contact(contact, data)
    if changes := audit.differences(before, _contact_facts(contact)):
        audit.record("dialogue_contact.edited", contact, by=by, changes=changes)
    return contact


@transaction.atomic
def dismiss_contact(*, by: Any, contact_id: int, version: int, reason: str) -> DialogueContact:
    """Note that a supplier no longer takes part, and why; nothing more has to be told to it. Raises ``Refused``."""
    contact = locked(DialogueContact, contact_id, version, "procurement")
    ask(rules.may_dismiss(actor_of(by), contact))
    if not reason.strip():
        raise Refused(SAY_WHY)
    contact.left_on, contact.left_reason = timezone.localdate(), reason.strip()
    contact.version += 1
    contact.save()
    audit.record("dialogue_contact.dismissed", contact, by=by, reason=contact.left_reason)
    return contact


@transaction.atomic
def readmit_contact(*, by: Any, contact_id: int) -> DialogueContact:
    """Have a supplier take part again: what others were told meanwhile is a gap. Raises ``Refused``."""
    contact = DialogueContact.objects.select_for_update(of=("self",)).select_related("procurement").get(pk=contact_id)
    ask(rules.may_lead(actor_of(by), contact.procurement))
    if contact.left_on is None:
        raise Refused(STILL_HERE)
    contact.left_on, contact.left_reason = None, ""
    contact.version += 1
    contact.save()
    audit.record("dialogue_contact.readmitted", contact, by=by)
    return contact


@transaction.atomic
def record_event(*, by: Any, procurement_id: int, data: EventData) -> DialogueEvent:
    """Note an invitation, a meeting, a written answer or something else. Raises ``Refused``.

    What the suppliers were told there is noted as information (``services.informing.note``).
    """
    procurement = held(procurement_id)
    ask(rules.may_lead(actor_of(by), procurement))
    event = DialogueEvent(procurement=procurement, recorded_by=by)
    _write_event(event, data)
    said = {name: (None, value) for name, value in _event_facts(event).items() if value}
    audit.record("dialogue_event.recorded", event, by=by, changes=said)
    return event


@transaction.atomic
def edit_event(*, by: Any, event_id: int, version: int, data: EventData) -> DialogueEvent:
    """Correct what was noted. Raises ``Conflict`` and ``Refused``."""
    event = locked(DialogueEvent, event_id, version, "procurement")
    ask(rules.may_lead(actor_of(by), event.procurement))
    before = _event_facts(event)
    event.version += 1
    _write_event(event, data)
    if changes := audit.differences(before, _event_facts(event)):
        audit.record("dialogue_event.edited", event, by=by, changes=changes)
    return event


def contacts_in(procurement: Procurement, ids: Collection[int], field: str) -> list[DialogueContact]:
    """The suppliers of these ids; refused beside the field when one does not take part in the dialogue."""
    found = list(procurement.dialogue_contacts.filter(pk__in=ids))
    if len(found) < len(set(ids)):
        raise refused(_("Choose suppliers that take part in this dialogue."), field)
    return found


def _write_contact(contact: DialogueContact, data: ContactData) -> None:
    name = data.supplier.name if data.supplier else " ".join(data.name.split())
    if not name:
        raise Refused(SAY_WHO)
    others = contact.procurement.dialogue_contacts.exclude(pk=contact.pk)
    if others.filter(supplier=data.supplier).exists() if data.supplier else others.filter(name__iexact=name).exists():
        raise Refused(TWICE)
    contact.supplier, contact.name, contact.person = data.supplier, name, data.person.strip()
    contact.email = data.email.strip() or _address_of(data.supplier)
    contact.save()


def _address_of(supplier: Supplier | None) -> str:
    """Where a supplier of the register is written to; '' where that is unknown."""
    if supplier is None:
        return ""
    if supplier.email:
        return supplier.email
    contact = supplier.contacts.exclude(email="").first()
    return contact.email if contact else ""


def _contact_facts(contact: DialogueContact) -> dict[str, Any]:
    return {name: audit.plain(getattr(contact, name)) for name in ("supplier", "name", "person", "email")}


def _write_event(event: DialogueEvent, data: EventData) -> None:
    for name in _SAID:
        value = getattr(data, name)
        setattr(event, name, value.strip() if isinstance(value, str) else value)
    if not event.title:
        raise Refused(SAY_TITLE)
    if event.link and not event.link.startswith("https://"):
        raise Refused(ONLY_SECURE)
    if not data.participants:
        raise Refused(NOBODY)
    participants = contacts_in(event.procurement, data.participants, "participants")
    event.save()
    event.participants.set(participants)


def _event_facts(event: DialogueEvent) -> dict[str, Any]:
    said = {name: audit.plain(getattr(event, name)) for name in _SAID}
    return said | {"participants": ", ".join(event.participants.values_list("name", flat=True))}
