"""Cost keys: proposed, decided, in force from a day; and the amounts that are divided by them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.governance.economy.facts import day_of, members_of
from portal.governance.economy.keys import law_of
from portal.governance.economy.rates import key_for
from portal.governance.models import Apportionment, ApportionmentShare, CostKey, LimitUnit
from portal.governance.rules import economy as rules
from portal.governance.services.economy import decision_for, first_said, kept_by, make_way, said
from portal.law import cost_keys as law
from portal.law.answers import denied
from portal.workflow import audit
from portal.workflow.errors import Refused, ask
from portal.workflow.versions import conflict, locked

NAME_TAKEN = denied(_("Another key has that name."), "name")
NO_KEY = denied(_("No cost key is in force in that year: have one decided first."), "year")
INVOICED = denied(_("It has been invoiced: a new version is not made any more."), "purpose")
USED = denied(_("A scenario uses this key. Take it out there first."))


@dataclass(frozen=True)
class KeyData:
    """A key as it is proposed; the weights are in per cent, floor and cap in ``limit_unit``."""

    name: str
    equal_weight: Decimal = Decimal(0)
    inhabitants_weight: Decimal = Decimal(0)
    turnover_weight: Decimal = Decimal(0)
    floor: Decimal | None = None
    cap: Decimal | None = None
    limit_unit: str = LimitUnit.AMOUNT
    includes_companies: bool = False
    note: str = ""


KEY_FIELDS = tuple(KeyData.__dataclass_fields__)


def _fill(key: CostKey, data: KeyData) -> None:
    """Write the data into the row; raises ``Refused`` where no amount could be divided by it."""
    for name in KEY_FIELDS:
        setattr(key, name, getattr(data, name))
    ask(law.sound(law_of(key)))
    if CostKey.objects.filter(cooperation=key.cooperation_id, name=key.name).exclude(pk=key.pk).exists():
        raise Refused(NAME_TAKEN)


@transaction.atomic
def propose_key(*, by: Any, cooperation_id: int, data: KeyData) -> CostKey:
    """Keep a key as a proposal; it divides nothing until it has been decided."""
    kept_by(by, cooperation_id)
    key = CostKey(cooperation_id=cooperation_id, created_by=by)
    _fill(key, data)
    key.save(force_insert=True)
    audit.record("cost_key.proposed", key, by=by, changes=first_said(key, KEY_FIELDS))
    return key


@transaction.atomic
def edit_key(*, by: Any, key_id: int, version: int, data: KeyData) -> CostKey:
    """Change a proposal."""
    key = locked(CostKey, key_id, version)
    ask(rules.may_change_key(actor_of(by), key))
    before = said(key, KEY_FIELDS)
    _fill(key, data)
    if changes := audit.differences(before, said(key, KEY_FIELDS)):
        key.version += 1
        key.save()
        audit.record("cost_key.edited", key, by=by, changes=changes)
    return key


@transaction.atomic
def discard_key(*, by: Any, key_id: int) -> None:
    """Throw a proposal away."""
    key = CostKey.objects.select_for_update(of=("self",)).get(pk=key_id)
    ask(rules.may_change_key(actor_of(by), key))
    if key.scenarios.exists():
        raise Refused(USED)
    audit.record("cost_key.discarded", key, by=by)
    key.delete()


@transaction.atomic
def decide_key(*, by: Any, key_id: int, decision_id: int, valid_from: date, version: int | None = None) -> CostKey:
    """Put a proposal in force from a day by a decision; the key before ends the day before, and one that another
    decision had set for that day or later never begins. What has been decided is never changed again. Raises
    ``Refused``, and ``Conflict`` where the key is no more the ``version`` that the person read."""
    cooperation_id = CostKey.objects.values_list("cooperation_id", flat=True).get(pk=key_id)
    kept_by(by, cooperation_id)
    key = CostKey.objects.select_for_update(of=("self",)).get(pk=key_id)
    ask(rules.may_change_key(actor_of(by), key))
    if version is not None and key.version != version:
        raise conflict(key, version)
    decision = decision_for(decision_id, cooperation_id, valid_from)
    standing = CostKey.objects.decided().filter(cooperation=cooperation_id)
    make_way(standing, decision, valid_from, "cost_key", by)
    key.decision, key.valid_from = decision, valid_from
    key.version += 1
    key.save()
    changes = {"decision": (None, decision.title), "valid_from": (None, valid_from)}
    audit.record("cost_key.decided", key, by=by, changes=changes)
    return key


@transaction.atomic
def apportion(
    *, by: Any, cooperation_id: int, year: int, purpose: str, amount: Decimal, members_on: date | None = None
) -> Apportionment:
    """Divide an amount of a year among the members by the key in force, and keep the shares with their facts.

    The same purpose again makes a new version, until one has been invoiced. ``members_on`` is the day whose members
    pay. Raises ``Refused`` where no key is in force, or where it cannot divide the amount.
    """
    cooperation = kept_by(by, cooperation_id)
    key = key_for(cooperation_id, year)
    if key is None:
        raise Refused(NO_KEY)
    purpose = purpose.strip()
    versions = Apportionment.objects.filter(cooperation=cooperation, year=year, purpose=purpose)
    if versions.filter(invoiced_on__isnull=False).exists():
        raise Refused(INVOICED)
    day = members_on or day_of(year)
    members = members_of(cooperation, year, companies=key.includes_companies, on=day)
    known = {member.pk: member.known for member in members}
    ask(law.divisible(amount, known, law_of(key)))
    shares = law.shares(amount, known, law_of(key))
    found = Apportionment.objects.create(
        cooperation=cooperation,
        year=year,
        purpose=purpose,
        number=(versions.aggregate(last=Max("number"))["last"] or 0) + 1,
        amount=amount,
        key=key,
        members_on=day,
        created_by=by,
    )
    ApportionmentShare.objects.bulk_create(
        ApportionmentShare(
            apportionment=found,
            organisation=member.organisation,
            amount=shares[member.pk],
            population=member.inhabitants,
            population_year=member.population_year,
            turnover=member.turnover,
            turnover_year=None if member.turnover is None else member.turnover_year,
        )
        for member in members
    )
    changes = first_said(found, ("year", "purpose", "amount", "key", "members_on"))
    audit.record("apportionment.made", found, by=by, changes=changes)
    return found
