"""Registering organisations, and keeping their units and owners."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.law.answers import Denied, Reason
from portal.law.numbers import BadNumber, check_registration_number
from portal.organisations import rules
from portal.organisations.models import Organisation, OrganisationKind, Ownership, Unit, UnitName
from portal.organisations.periods import valid_on
from portal.reference.models import Municipality
from portal.workflow import audit
from portal.workflow.errors import Refused, ask, refused
from portal.workflow.versions import locked


@dataclass(frozen=True)
class OrganisationData:
    """What is registered of an organisation. Without name and number, a municipality takes the reference list's."""

    kind: str
    country: str
    name: str = ""
    registration_number: str = ""
    municipality: Municipality | None = None
    email: str = ""
    website: str = ""
    note: str = ""


FIELDS = ("kind", "country", "name", "registration_number", "municipality", "email", "website", "note")


def _facts(organisation: Organisation) -> dict[str, Any]:
    return {field: audit.plain(getattr(organisation, field)) for field in FIELDS}


def _write(organisation: Organisation, data: OrganisationData) -> None:
    """Fill in the row, complete it from the reference list and check its number; raises ``Refused``."""
    for field in FIELDS:
        setattr(organisation, field, getattr(data, field))
    place = data.municipality
    if place is not None and data.kind == OrganisationKind.MUNICIPALITY:
        organisation.country = place.country
        organisation.name = data.name or place.official_name
        organisation.registration_number = data.registration_number or place.registration_number or ""
    if not organisation.name:
        raise refused(_("Write a name, or choose the municipality that it is."), "name")
    if organisation.registration_number:
        try:
            number = check_registration_number(organisation.country, organisation.registration_number)
        except BadNumber as bad:
            reason = Reason(bad.reason.text, field="registration_number", params=bad.reason.params)
            raise Refused(Denied((reason,))) from bad
        organisation.registration_number = number
        twin = Organisation.objects.filter(country=organisation.country, registration_number=number)
        if other := twin.exclude(pk=organisation.pk).first():
            raise refused(_("%(name)s has this registration number already."), "registration_number", name=other.name)
    organisation.save()


@transaction.atomic
def register(*, by: Any, data: OrganisationData) -> Organisation:
    """Register an organisation. Raises ``Refused`` for a number that fails its country's check or is taken."""
    ask(rules.may_register(actor_of(by)))
    organisation = Organisation()
    _write(organisation, data)
    changes = {field: (None, value) for field, value in _facts(organisation).items() if value}
    audit.record("organisation.registered", organisation, by=by, changes=changes)
    return organisation


@transaction.atomic
def update(*, by: Any, organisation_id: int, version: int, data: OrganisationData) -> Organisation:
    """Change an organisation. Raises ``Conflict`` when somebody else did meanwhile."""
    organisation = locked(Organisation, organisation_id, version)
    ask(rules.may_edit(actor_of(by), organisation))
    before = _facts(organisation)
    organisation.version += 1
    _write(organisation, data)
    if changes := audit.differences(before, _facts(organisation)):
        audit.record("organisation.edited", organisation, by=by, changes=changes)
    return organisation


def of_municipality(*, by: Any, municipality: Municipality) -> Organisation:
    """The organisation that a municipality is, registered from the reference list if it is not there yet."""
    known = Q(kind=OrganisationKind.MUNICIPALITY, municipality=municipality)
    if municipality.registration_number:
        known |= Q(country=municipality.country, registration_number=municipality.registration_number)
    found = Organisation.objects.filter(known).order_by("pk").first()
    if found is not None:
        return found
    data = OrganisationData(OrganisationKind.MUNICIPALITY, municipality.country, municipality=municipality)
    return register(by=by, data=data)


@transaction.atomic
def add_unit(*, by: Any, organisation_id: int, name: str) -> Unit:
    """Add an administration to an organisation."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    ask(rules.may_edit(actor_of(by), organisation))
    _ask_for_free_name(organisation_id, name)
    unit = Unit.objects.create(organisation=organisation, name=name)
    audit.record("unit.added", organisation, by=by, changes={"unit": (None, name)})
    return unit


@transaction.atomic
def change_unit(*, by: Any, unit_id: int, name: str, organisation_id: int, on: date) -> Unit:
    """Rename a unit or move it to another organisation from a day; what it was stays in its history."""
    unit = Unit.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=unit_id)
    actor = actor_of(by)
    ask(rules.may_edit(actor, unit.organisation))
    before, home = unit.name, unit.organisation
    if (name, organisation_id) == (before, home.pk):
        return unit
    target = Organisation.objects.select_for_update().get(pk=organisation_id)
    ask(rules.may_edit(actor, target))
    _ask_for_free_name(organisation_id, name, but=unit.pk)
    latest = unit.former_names.first()
    if latest is not None and on <= latest.until:
        raise refused(_("The unit was changed on a later day already."), "on")
    UnitName.objects.create(unit=unit, name=before, organisation=home, until=on - timedelta(days=1))
    unit.name, unit.organisation = name, target
    unit.save(update_fields=["name", "organisation"])
    changes = {"unit": (before, name), "from_day": (None, on)}
    if target != home:
        changes["organisation"] = (home.name, target.name)
        audit.record("unit.moved", target, by=by, changes=changes)
    audit.record("unit.moved" if target != home else "unit.renamed", home, by=by, changes=changes)
    return unit


@transaction.atomic
def close_unit(*, by: Any, unit_id: int, on: date) -> Unit:
    """Close a unit on a day; it stays in the history of what it bought."""
    unit = Unit.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=unit_id)
    ask(rules.may_edit(actor_of(by), unit.organisation))
    if unit.closed_on is not None:
        raise refused(_("The unit is closed already."))
    unit.closed_on = on
    unit.save(update_fields=["closed_on"])
    audit.record("unit.closed", unit.organisation, by=by, changes={"unit": (unit.name, None), "from_day": (None, on)})
    return unit


def _ask_for_free_name(organisation_id: int, name: str, but: int = 0) -> None:
    if Unit.objects.filter(organisation=organisation_id, name__iexact=name).exclude(pk=but).exists():
        raise refused(_("The organisation has a unit with this name already."), "name")


@transaction.atomic
def add_owner(
    *,
    by: Any,
    company_id: int,
    owner_id: int,
    valid_from: date,
    valid_to: date | None = None,
    share: Decimal | None = None,
) -> Ownership:
    """Say who owns a company from a day, and how much (per cent). Shares known for a day never exceed 100."""
    company = Organisation.objects.select_for_update().get(pk=company_id)
    ask(rules.may_edit(actor_of(by), company))
    owner = Organisation.objects.get(pk=owner_id)
    reasons = []
    if company == owner:
        reasons.append(Reason(_("A company does not own itself."), field="owner"))
    if valid_to is not None and valid_to < valid_from:
        reasons.append(Reason(_("The last day comes before the first."), field="valid_to"))
    same_day = Ownership.objects.filter(valid_on(valid_from), company=company)
    if same_day.filter(owner=owner).exists():
        reasons.append(
            Reason(_("%(name)s owns the company already on that day."), field="owner", params={"name": owner.name})
        )
    if share is not None and share + sum(row.share or 0 for row in same_day) > 100:
        reasons.append(Reason(_("The shares of that day would add up to more than 100 per cent."), field="share"))
    if reasons:
        raise Refused(Denied(tuple(reasons)))
    row = Ownership.objects.create(company=company, owner=owner, share=share, valid_from=valid_from, valid_to=valid_to)
    changes = {"owner": (None, owner.name), "share": (None, share), "from_day": (None, valid_from)}
    audit.record("ownership.added", company, by=by, changes=changes)
    return row


@transaction.atomic
def end_ownership(*, by: Any, ownership_id: int, on: date) -> Ownership:
    """Say which was the last day that somebody owned a company."""
    row = Ownership.objects.select_for_update(of=("self",)).select_related("company", "owner").get(pk=ownership_id)
    ask(rules.may_edit(actor_of(by), row.company))
    if on < row.valid_from:
        raise refused(_("The last day comes before the first."), "on")
    changes = {"owner": (row.owner.name, None), "to_day": (row.valid_to, on)}
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    audit.record("ownership.ended", row.company, by=by, changes=changes)
    return row
