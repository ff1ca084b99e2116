"""Who acts for a supplier in the portal."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.accounts.services import invite
from portal.organisations.periods import valid_on
from portal.workflow import audit
from portal.workflow.errors import ask, refused
from suppliers import rules
from suppliers.models import Supplier, SupplierUser


@transaction.atomic
def invite_user(*, by: Any, supplier_id: int, email: str, name: str, language: str = "") -> SupplierUser:
    """Let a person act for a supplier from today, and mail a link for choosing a password to one who has none."""
    supplier = Supplier.objects.select_for_update().get(pk=supplier_id)
    ask(rules.may_speak_for(actor_of(by), supplier))
    return let_act(by=by, supplier=supplier, email=email, name=name, language=language)


def let_act(*, by: Any, supplier: Supplier, email: str, name: str, language: str) -> SupplierUser:
    """Write that a person acts for a supplier; whether ``by`` may is asked before."""
    person = invite(by=by, email=email, name=name, language=language)
    if SupplierUser.objects.filter(supplier=supplier, user=person, valid_to=None).exists():
        raise refused(_("This person acts for the supplier already."), "email")
    row = SupplierUser.objects.create(supplier=supplier, user=person, valid_from=timezone.localdate())
    audit.record("supplier.user_added", supplier, by=by, changes={"user": (None, str(person))})
    return row


@transaction.atomic
def end_user(*, by: Any, supplier_user_id: int) -> None:
    """End a person's right to act for a supplier. Somebody must be left, unless it is the office that ends it."""
    row = (
        SupplierUser.objects.select_for_update(of=("self",)).select_related("supplier", "user").get(pk=supplier_user_id)
    )
    actor, today = actor_of(by), timezone.localdate()
    ask(rules.may_speak_for(actor, row.supplier))
    others = SupplierUser.objects.filter(valid_on(today), supplier=row.supplier).exclude(pk=row.pk)
    if not actor.office and not others.exists():
        raise refused(_("Somebody must act for the supplier. Invite another person first."))
    row.valid_to = max(row.valid_from, today - timedelta(days=1))
    row.save(update_fields=["valid_to"])
    audit.record("supplier.user_ended", row.supplier, by=by, changes={"user": (str(row.user), None)})
