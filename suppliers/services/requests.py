"""Registering oneself as a supplier: asked publicly, confirmed by e-mail, decided by an office."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.workflow import transitions
from portal.workflow.errors import ask, refused
from suppliers import rules, tasks
from suppliers.models import Supplier, SupplierRequest
from suppliers.services.people import let_act
from suppliers.services.register import checked, create
from suppliers.states import MACHINE, RequestState

KEPT = timedelta(days=7)
LETTERS_A_DAY = 3


@transaction.atomic
def ask_to_register(
    *, name: str, country: str, registration_number: str, contact_name: str, email: str, language: str
) -> SupplierRequest:
    """Keep what somebody wrote on the public page, and mail a link that proves the address.

    Nobody learns whether the company or the address is known. Raises ``Refused`` for a number that fails its check and
    for an address that has been sent several letters today: the page must not become a way to pester people.
    """
    now = timezone.now()
    unconfirmed = SupplierRequest.objects.filter(state=RequestState.UNCONFIRMED)
    unconfirmed.filter(created_at__lt=now - KEPT).delete()
    number = checked(country, registration_number)
    if not number:
        raise refused(_("Write a registration number."), "registration_number")
    letters = unconfirmed.filter(email__iexact=email, created_at__gt=now - timedelta(days=1))
    if letters.count() >= LETTERS_A_DAY:
        raise refused(_("Several letters have been sent to this address today. Look among them."), "email")
    request = SupplierRequest.objects.create(
        name=" ".join(name.split()),
        country=country,
        registration_number=number,
        contact_name=contact_name,
        email=email,
        language=language,
    )
    transaction.on_commit(partial(tasks.send_confirmation.delay, request.pk))
    return request


@transaction.atomic
def confirm(*, request_id: int) -> SupplierRequest:
    """The address is proved, and the request waits for the office: an address does not prove that somebody belongs to
    a company, known or new. Raises ``Refused`` when it was confirmed already."""
    request = SupplierRequest.objects.select_for_update().get(pk=request_id)
    request.supplier = _known(request)
    transitions.apply(MACHINE, "confirmed", request, by=None, field="state", saving=("supplier",))
    return request


def _known(request: SupplierRequest) -> Supplier | None:
    return Supplier.objects.filter(country=request.country, registration_number=request.registration_number).first()


@transaction.atomic
def approve(*, by: Any, request_id: int) -> SupplierRequest:
    """Let the person who asked act for the company, which is registered if nobody has done it yet; a link for choosing
    a password goes out by mail."""
    request = SupplierRequest.objects.select_for_update(of=("self",)).select_related("supplier").get(pk=request_id)
    ask(rules.may_decide(actor_of(by)))
    request.supplier = request.supplier or _known(request)
    if request.supplier is None:
        request.supplier = create(
            by=by, name=request.name, country=request.country, registration_number=request.registration_number
        )
    transitions.apply(MACHINE, "approved", request, by=by, field="state", saving=("supplier",))
    let_act(
        by=by,
        supplier=request.supplier,
        email=request.email,
        name=request.contact_name,
        language=request.language,
    )
    return request


@transaction.atomic
def decline(*, by: Any, request_id: int, reason: str) -> SupplierRequest:
    """Turn a request down. The office tells the person who asked in its own words."""
    request = SupplierRequest.objects.select_for_update().get(pk=request_id)
    ask(rules.may_decide(actor_of(by)))
    if not reason.strip():
        raise refused(_("Say why the request is declined."), "reason")
    transitions.apply(MACHINE, "declined", request, by=by, field="state", reason=reason.strip())
    return request
