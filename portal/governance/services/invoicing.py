"""What invoices say of their sender, and where each member wants its own."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.governance.invoices.accounts import check_account, check_vat_number
from portal.governance.models import BillingDetails, InvoicingDetails, ReferenceKind
from portal.governance.rules import invoices as rules
from portal.governance.services.meetings import facts
from portal.organisations.models import Cooperation, Organisation
from portal.workflow import audit
from portal.workflow.errors import ask, refused
from portal.workflow.versions import conflict


@dataclass(frozen=True)
class InvoicingData:
    """What invoices say of their sender. ``last_number`` is set before the first invoice only."""

    street: str = ""
    postal_code: str = ""
    city: str = ""
    electronic_scheme: str = ""
    electronic_address: str = ""
    vat_number: str = ""
    is_tax_registered: bool = False
    account_kind: str = ""
    account: str = ""
    reference_kind: str = ReferenceKind.NUMBER
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    number_prefix: str = ""
    last_number: int = 0


@dataclass(frozen=True)
class BillingData:
    """Where a member gets its invoices."""

    street: str = ""
    postal_code: str = ""
    city: str = ""
    electronic_scheme: str = ""
    electronic_address: str = ""
    reference: str = ""


INVOICING_FIELDS = tuple(InvoicingData.__dataclass_fields__)
BILLING_FIELDS = tuple(BillingData.__dataclass_fields__)


@transaction.atomic
def describe_sender(*, by: Any, cooperation_id: int, version: int, data: InvoicingData) -> InvoicingDetails:
    """Say what a cooperation's invoices tell of their sender; ``version`` is 0 where nothing was said before.

    Raises ``Refused`` when the series of numbers would be moved after an invoice was issued.
    """
    ask(rules.may_invoice(actor_of(by), cooperation_id))
    cooperation = Cooperation.objects.select_for_update(of=("self",)).select_related("host").get(pk=cooperation_id)
    ask(check_account(data.account_kind, data.account))
    ask(check_vat_number(cooperation.host.country, data.vat_number))
    details = _row_of(InvoicingDetails, version, cooperation=cooperation)
    if cooperation.invoices.exists() and (data.last_number, data.number_prefix) != (
        details.last_number,
        details.number_prefix,
    ):
        raise refused(_("Invoices have been issued: their series goes on as it is."), "last_number")
    return _save(details, data, INVOICING_FIELDS, "invoicing_details.saved", by)


@transaction.atomic
def describe_payer(*, by: Any, organisation_id: int, version: int, data: BillingData) -> BillingDetails:
    """Say where a member gets its invoices; ``version`` is 0 where nothing was said before."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    ask(rules.may_say_where_to_bill(actor_of(by), organisation))
    details = _row_of(BillingDetails, version, organisation=organisation)
    return _save(details, data, BILLING_FIELDS, "billing_details.saved", by)


def _row_of(model: Any, version: int, **owner: Any) -> Any:
    """The details of an owner, locked: a run that is issued takes its numbers from them. Raises ``Conflict`` when
    somebody has changed them."""
    row = model.objects.select_for_update().filter(**owner).first()
    if row is not None and row.version != version:
        raise conflict(row, version)
    return row or model(version=0, **owner)


def _save(row: Any, data: Any, fields: tuple[str, ...], action: str, by: Any) -> Any:
    before = facts(row, fields) if row.pk else dict.fromkeys(fields, "")
    for field in fields:
        setattr(row, field, getattr(data, field))
    if row.pk is None or audit.differences(before, facts(row, fields)):
        row.version += 1
        row.save()
        changed = {name: pair for name, pair in audit.differences(before, facts(row, fields)).items() if any(pair)}
        audit.record(action, row, by=by, changes=changed)
    return row
