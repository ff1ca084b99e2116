"""Invoices, events and experts, for the world of the URL × actor matrix."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from portal.files.models import StoredFile
from portal.governance.models import Event, EventMaterial, Expert, Invoice, InvoiceRun, SignUp
from portal.organisations.models import Cooperation
from tests.cast import Cast

DAY = date(2026, 4, 1)
COMING, PAST = (timezone.make_aware(datetime(year, 2, 3, 9)) for year in (2099, 2026))


@dataclass
class Gatherings:
    """``run`` is a draft; ``invoice`` belongs to another that is issued, and is the municipality's. The event is
    announced and for members alone, ``signed_up`` the purchaser's place at it; the past one awaits who was there.
    ``asked`` is a person who has not agreed yet."""

    run: InvoiceRun
    issued_run: InvoiceRun
    invoice: Invoice
    event: Event
    draft_event: Event
    past_event: Event
    signed_up: SignUp
    material: EventMaterial
    expert: Expert
    asked: Expert


def gatherings_of(cast: Cast, file: StoredFile) -> Gatherings:
    """They belong to the cast's cooperation; the office's officer entered them."""
    issued = _run(cast, state="issued")
    event = make_event(cast.cooperation)
    return Gatherings(
        run=_run(cast),
        issued_run=issued,
        invoice=make_invoice(cast, issued, file),
        event=event,
        draft_event=make_event(cast.cooperation, state="draft", announced_at=None),
        past_event=make_event(cast.cooperation, PAST),
        signed_up=sign_up(event, cast.purchaser),
        material=EventMaterial.objects.create(event=event, title="Slides", file=file),
        expert=make_expert(
            cast, state="shared", consent_on=DAY, consent_how="Said so", consent_recorded_by=cast.officer
        ),
        asked=make_expert(cast),
    )


def more_gatherings(cast: Cast, there: Gatherings) -> None:
    """One more of what lists and pages hold."""
    make_invoice(cast, there.issued_run, there.invoice.file)
    row = make_event(cast.cooperation)
    person = SignUp.objects.exclude(event=there.event).count()
    sign_up(there.event, (cast.contact, cast.working, cast.steering, cast.expert)[person % 4])
    sign_up(row, cast.contact)
    shared = make_expert(cast, is_person=False, name="", firm="Lark", state="shared")
    there.expert.recommendations.get_or_create(user=cast.contact, defaults={"text": "Good", "given_on": DAY})
    shared.shared_with.add(cast.municipality)


def _run(cast: Cast, **fields: Any) -> InvoiceRun:
    return InvoiceRun.objects.create(
        cooperation=cast.cooperation, year=2026, issued_on=DAY, due_on=DAY, vat="S", **fields
    )


def make_invoice(cast: Cast, run: InvoiceRun, file: StoredFile) -> Invoice:
    serial = Invoice.objects.filter(cooperation=cast.cooperation).count() + 1
    return Invoice.objects.create(
        cooperation=cast.cooperation,
        run=run,
        organisation=cast.municipality,
        serial=serial,
        number=str(serial),
        issued_on=DAY,
        due_on=DAY,
        buyer_name=cast.municipality.name,
        net=Decimal(100),
        vat=Decimal(25),
        payment_reference=str(serial),
        file=file,
        checked={"rules": {}, "warnings": []},
    )


def make_event(cooperation: Cooperation, starts_at: datetime = COMING, **fields: Any) -> Event:
    wanted = {"kind": "course", "title": "How to call off", "state": "announced", "announced_at": timezone.now()}
    return Event.objects.create(
        cooperation=cooperation, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), **wanted | fields
    )


def sign_up(event: Event, person: Any) -> SignUp:
    return SignUp.objects.update_or_create(
        event=event, user=person, defaults={"state": "signed_up", "asked_by": person}
    )[0]


def make_expert(cast: Cast, **fields: Any) -> Expert:
    wanted = {"kind": "law", "name": "Somebody", "knowledge": "Law", "email": "somebody@example.org"}
    return Expert.objects.create(cooperation=cast.cooperation, created_by=cast.officer, **wanted | fields)
