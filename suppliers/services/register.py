"""Registering suppliers, and keeping what is known of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.law.numbers import MASKED, BadNumber, check_registration_number, looks_like_person
from portal.workflow import audit
from portal.workflow.errors import Refused, ask, refused
from portal.workflow.versions import locked
from suppliers import naming, rules
from suppliers.models import Subscription, Supplier, SupplierContact


@transaction.atomic
def register_supplier(
    *,
    by: Any,
    name: str,
    country: str,
    registration_number: str = "",
    is_sole_trader: bool = False,
    source: str = "",
) -> Supplier:
    """Register a supplier. A number is kept once, checked as its country checks it; a Swedish personal number makes the
    supplier a sole trader.

    Raises ``Refused`` when ``by`` may not, the name is empty, or the number is wrong or known already.
    """
    ask(rules.may_register(actor_of(by)))
    return create(
        by=by,
        name=name,
        country=country,
        registration_number=registration_number,
        is_sole_trader=is_sole_trader,
        source=source,
    )


def create(
    *, by: Any, name: str, country: str, registration_number: str, is_sole_trader: bool = False, source: str = ""
) -> Supplier:
    """Write a new supplier; whether ``by`` may is asked before."""
    if not name.strip():
        raise refused(_("Give the supplier a name."), "name")
    number = checked(country, registration_number)
    supplier = Supplier(
        name=" ".join(name.split()),
        country=country,
        registration_number=number,
        is_sole_trader=is_sole_trader or looks_like_person(country, number),
        source=source,
    )
    try:
        with transaction.atomic():
            supplier.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(rules.NUMBER_TAKEN) from error
    audit.record("supplier.registered", supplier, by=by, changes={"name": (None, supplier.name)})
    return supplier


def checked(country: str, number: str) -> str:
    """A registration number as it is stored; raises ``Refused`` when it fails its country's check."""
    if not number.strip():
        return ""
    try:
        return check_registration_number(country, number)
    except BadNumber as bad:
        reason = bad.reason
        raise refused(reason.text, "registration_number", **reason.params) from bad


CONTACT = ("name", "title", "email", "phone")


@transaction.atomic
def update(
    *,
    by: Any,
    supplier_id: int,
    version: int,
    fields: Mapping[str, Any],
    contacts: Sequence[Mapping[str, str]],
) -> Supplier:
    """Change what is known of a supplier: its ``rules.editable`` fields, and its contacts, all of them.

    A new name goes to the words under which its agreements are found. Raises ``Conflict`` when somebody else changed
    it meanwhile, ``Refused`` when a rule says no or the number is wrong or taken.
    """
    supplier = locked(Supplier, supplier_id, version)
    ask(rules.may_edit(actor_of(by), supplier))
    before = _facts(supplier)
    for name in rules.editable(actor_of(by), supplier):
        if name in fields:
            setattr(supplier, name, fields[name])
    supplier.name = " ".join(supplier.name.split())
    if not supplier.name:
        raise refused(_("Give the supplier a name."), "name")
    if supplier.registration_number != before["registration_number"]:
        supplier.registration_number = checked(supplier.country, supplier.registration_number)
    supplier.is_sole_trader |= looks_like_person(supplier.country, supplier.registration_number)
    supplier.version += 1
    try:
        with transaction.atomic():
            supplier.save()
    except IntegrityError as error:
        raise Refused(rules.NUMBER_TAKEN) from error
    _write_contacts(supplier, contacts)
    if changes := audit.differences(before, _facts(supplier)):
        audit.record("supplier.edited", supplier, by=by, changes=_told(supplier, changes))
    if supplier.name != before["name"]:
        naming.tell(supplier.pk)
    return supplier


def rename(*, by: Any, supplier_id: int, name: str, reason: str) -> Supplier:
    """Write a supplier's new name, in the transaction of what brings it about; whether ``by`` may is asked before.

    ``by`` is None where a day brings it about.
    """
    supplier = Supplier.objects.select_for_update(of=("self",)).get(pk=supplier_id)
    before, supplier.name = supplier.name, " ".join(name.split())
    supplier.version += 1
    supplier.save(update_fields=["name", "version"])
    audit.record("supplier.edited", supplier, by=by, changes={"name": (before, supplier.name)}, reason=reason)
    naming.tell(supplier.pk)
    return supplier


def _facts(supplier: Supplier) -> dict[str, Any]:
    said = {name: audit.plain(getattr(supplier, name)) for name in rules.OFFICE_FIELDS}
    return said | {"contacts": "; ".join(str(contact) for contact in supplier.contacts.all())}


def _told(supplier: Supplier, changes: dict[str, tuple[Any, Any]]) -> dict[str, tuple[Any, Any]]:
    """The changes as the trail keeps them for good: a personal number never gets into it (rule 15)."""
    numbers = changes.get("registration_number", ())
    if numbers and (supplier.is_sole_trader or any(looks_like_person(supplier.country, n) for n in numbers)):
        return changes | {"registration_number": (MASKED, MASKED)}
    return changes


def _write_contacts(supplier: Supplier, contacts: Sequence[Mapping[str, str]]) -> None:
    wanted = [tuple(contact[name] for name in CONTACT) for contact in contacts]
    stored = {tuple(getattr(row, name) for name in CONTACT): row for row in supplier.contacts.all()}
    for said, row in stored.items():
        if said not in wanted:
            row.delete()
    for said in dict.fromkeys(wanted):
        if said not in stored:
            SupplierContact.objects.create(supplier=supplier, **dict(zip(CONTACT, said, strict=True)))


@transaction.atomic
def subscribe(*, by: Any, supplier_id: int, branches: Sequence[tuple[Any, Any]]) -> Supplier:
    """Say which CPV branches are the supplier's own, each with the county in which it is, or None for everywhere."""
    supplier = Supplier.objects.select_for_update().get(pk=supplier_id)
    ask(rules.may_speak_for(actor_of(by), supplier))
    wanted = {(cpv.pk, county.pk if county else None) for cpv, county in branches}
    stored = {(row.cpv_id, row.county_id): row for row in supplier.subscriptions.all()}
    if wanted == stored.keys():
        return supplier
    before = _branches(supplier)
    Subscription.objects.filter(pk__in=[row.pk for key, row in stored.items() if key not in wanted]).delete()
    for cpv_id, county_id in sorted(wanted - stored.keys(), key=str):
        Subscription.objects.create(supplier=supplier, cpv_id=cpv_id, county_id=county_id)
    audit.record("supplier.subscribed", supplier, by=by, changes={"branches": (before, _branches(supplier))})
    return supplier


def _branches(supplier: Supplier) -> str:
    rows = supplier.subscriptions.select_related("county").order_by("cpv_id", "county")
    return ", ".join(f"{row.cpv_id} {row.county.name}" if row.county else row.cpv_id for row in rows)
