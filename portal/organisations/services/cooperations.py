"""Founding and editing cooperations, and their members. Which decision a membership stands on, governance keeps."""

import itertools
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.law.answers import Denied, Reason
from portal.organisations import rules
from portal.organisations.models import Cooperation, Membership, Organisation
from portal.organisations.services.organisations import of_municipality
from portal.reference.models import Municipality
from portal.web.formats import plain
from portal.workflow import audit
from portal.workflow.errors import Refused, ask, refused
from portal.workflow.versions import locked


@dataclass(frozen=True)
class CooperationData:
    """What is written of a cooperation after its founding: law, currency and host stay as they were founded."""

    name: str
    accent: str
    email: str = ""
    phone: str = ""
    founded_on: date | None = None


FIELDS = ("name", "accent", "email", "phone", "founded_on")


def _facts(cooperation: Cooperation) -> dict[str, Any]:
    return {field: getattr(cooperation, field) for field in FIELDS}


def _free_slug(name: str) -> str:
    """The name as it stands in an address."""
    stem = plain(name)[:50] or "cooperation"
    taken = set(Cooperation.objects.filter(slug__startswith=stem).values_list("slug", flat=True)) | {"samkop"}
    return next(slug for n in itertools.count(1) if (slug := stem if n == 1 else f"{stem}-{n}") not in taken)


@transaction.atomic
def create(
    *,
    by: Any,
    name: str,
    jurisdiction: str,
    currency: str,
    host_id: int,
    email: str = "",
    founded_on: date | None = None,
) -> Cooperation:
    """Found a cooperation under the law of a country, hosted by one of its organisations."""
    ask(rules.may_found(actor_of(by)))
    _ask_for_free_name(name)
    host = Organisation.objects.get(pk=host_id)
    if host.country != jurisdiction:
        raise refused(_("The host organisation lies in another country."), "host")
    cooperation = Cooperation.objects.create(
        name=name,
        slug=_free_slug(name),
        jurisdiction=jurisdiction,
        currency=currency,
        host=host,
        email=email,
        founded_on=founded_on,
    )
    changes = {
        "name": (None, name),
        "jurisdiction": (None, jurisdiction),
        "currency": (None, currency),
        "host": (None, host.name),
    }
    audit.record("cooperation.founded", cooperation, by=by, changes=changes)
    return cooperation


@transaction.atomic
def create_at(
    *, by: Any, municipality: Municipality, name: str, jurisdiction: str, currency: str, email: str = ""
) -> Cooperation:
    """Found a cooperation hosted by a municipality, which is registered first where it is not."""
    host = of_municipality(by=by, municipality=municipality)
    return create(by=by, name=name, jurisdiction=jurisdiction, currency=currency, host_id=host.pk, email=email)


@transaction.atomic
def update(*, by: Any, cooperation_id: int, version: int, data: CooperationData) -> Cooperation:
    """Change a cooperation's name, contact and colour. Raises ``Conflict`` when somebody else did meanwhile."""
    cooperation = locked(Cooperation, cooperation_id, version)
    ask(rules.may_lead(actor_of(by), cooperation.pk))
    _ask_for_free_name(data.name, but=cooperation.pk)
    before = _facts(cooperation)
    for field in FIELDS:
        setattr(cooperation, field, getattr(data, field))
    if changes := audit.differences(before, _facts(cooperation)):
        cooperation.version += 1
        cooperation.save(update_fields=[*FIELDS, "version"])
        audit.record("cooperation.edited", cooperation, by=by, changes=changes)
    return cooperation


@transaction.atomic
def change_host(*, by: Any, cooperation_id: int, host_id: int) -> Cooperation:
    """Have an organisation host the cooperation in the place of the one that it succeeds."""
    cooperation = Cooperation.objects.select_for_update(of=("self",)).select_related("host").get(pk=cooperation_id)
    ask(rules.may_coordinate(actor_of(by), cooperation.pk))
    host = Organisation.objects.get(pk=host_id)
    changes = {"host": (cooperation.host.name, host.name)}
    cooperation.host = host
    cooperation.version += 1
    cooperation.save(update_fields=["host", "version"])
    audit.record("cooperation.edited", cooperation, by=by, changes=changes)
    return cooperation


def _ask_for_free_name(name: str, but: int = 0) -> None:
    if Cooperation.objects.filter(name=name).exclude(pk=but).exists():
        raise refused(_("There is a cooperation with this name already."), "name")


@transaction.atomic
def add_member(*, by: Any, cooperation_id: int, organisation_id: int, valid_from: date, note: str = "") -> Membership:
    """Have an organisation belong to a cooperation from a day. An organisation of another country, or one that is a
    member then already, is refused."""
    cooperation = Cooperation.objects.select_for_update().get(pk=cooperation_id)
    ask(rules.may_coordinate(actor_of(by), cooperation.pk))
    organisation = Organisation.objects.get(pk=organisation_id)
    if organisation.country != cooperation.jurisdiction:
        raise refused(_("An organisation of another country cannot be a member."), "organisation")
    later = Membership.objects.filter(cooperation=cooperation, organisation=organisation).exclude(
        valid_to__lt=valid_from
    )
    if later.exists():
        reason = Reason(
            _("%(name)s is a member then already."), field="organisation", params={"name": organisation.name}
        )
        raise Refused(Denied((reason,)))
    row = Membership.objects.create(
        cooperation=cooperation, organisation=organisation, valid_from=valid_from, note=note
    )
    touch_register(cooperation.pk)
    changes = {"member": (None, organisation.name), "from_day": (None, valid_from)}
    audit.record("membership.added", cooperation, by=by, changes=changes)
    return row


@transaction.atomic
def end_member(*, by: Any, membership_id: int, on: date, reason: str = "") -> Membership:
    """Say which was the last day of a membership."""
    row = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("cooperation", "organisation")
        .get(pk=membership_id)
    )
    ask(rules.may_coordinate(actor_of(by), row.cooperation_id))
    if on < row.valid_from:
        raise refused(_("The last day comes before the first."), "on")
    changes = {"member": (row.organisation.name, None), "to_day": (row.valid_to, on)}
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    touch_register(row.cooperation_id)
    audit.record("membership.ended", row.cooperation, by=by, changes=changes, reason=reason)
    return row


def touch_register(cooperation_id: int) -> None:
    """Say that the cooperation's register or its members changed, so that kept figures know they are old.

    Last in the transaction of the change: it locks one row per cooperation.
    """
    Cooperation.objects.filter(pk=cooperation_id).update(register_version=F("register_version") + 1)
