"""The indices that prices follow, their values, and what a list states of one."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from agreements.models import IndexValue, PriceIndex, PriceList
from agreements.prices.indexing import Clause, Movement, movement
from agreements.rules import prices as rules
from portal.accounts.actor import actor_of
from portal.organisations.models import Cooperation
from portal.workflow import audit
from portal.workflow.errors import ask, refused
from portal.workflow.versions import locked


def clause_of(price_list: PriceList | None) -> Clause | None:
    """The index clause that a list states, if it does."""
    if price_list is None or price_list.index_value is None:
        return None
    return Clause(price_list.index_value, price_list.index_share, price_list.index_threshold)


def moved_since(price_list: PriceList | None, month: date | None) -> Movement | None:
    """How the index of a list's clause has moved from its base to a month.

    Nothing without a clause; ``Refused`` when there is one and no later month with a known value is named.
    """
    clause = clause_of(price_list)
    if clause is None or price_list is None:
        return None
    if month is None:
        raise refused(_("Choose the month whose index the prices are compared with."), "index_month")
    found = IndexValue.objects.filter(index=price_list.index_id, month=month, month__gt=price_list.index_month).first()
    if found is None:
        raise refused(_("The value of the index in that month is not known."), "index_month")
    return movement(clause, found.value)


@transaction.atomic
def state_clause(
    *,
    by: Any,
    price_list_id: int,
    version: int,
    index: PriceIndex,
    month: date,
    share: Decimal,
    threshold: Decimal,
) -> PriceList:
    """State of an approved list which index its prices follow, from which month, how far and from which movement on.

    Raises ``Refused`` when the index's value in the base month is not known, and ``Conflict``.
    """
    price_list = locked(PriceList, price_list_id, version, "agreement__cooperation", "index")
    ask(rules.may_state_clause(actor_of(by), price_list))
    if index.cooperation_id != price_list.agreement.cooperation_id:
        raise refused(_("The index is another cooperation's."), "index")
    base = IndexValue.objects.filter(index=index, month=month).first()
    if base is None:
        raise refused(_("Enter the value of the index in the base month first."), "month")
    after = {"index": index.name, "index_month": month, "index_value": base.value}
    after |= {"index_share": share, "index_threshold": threshold}
    before = {name: getattr(price_list, name) for name in after} | {"index": str(price_list.index or "")}
    price_list.index, price_list.index_month, price_list.index_value = index, month, base.value
    price_list.index_share, price_list.index_threshold = share, threshold
    price_list.version += 1
    price_list.save(update_fields=[*after, "version"])
    audit.record("price_list.clause_stated", price_list, by=by, changes=audit.differences(before, after))
    return price_list


@transaction.atomic
def add_index(*, by: Any, cooperation: Cooperation, name: str, source: str) -> PriceIndex:
    """Name an index that agreements' prices follow, and who publishes it. Its values are entered month by month."""
    ask(rules.may_keep_indices(actor_of(by), cooperation.pk))
    if PriceIndex.objects.filter(cooperation=cooperation, name=name).exists():
        raise refused(_("There is an index with this name already."), "name")
    index = PriceIndex.objects.create(cooperation=cooperation, name=name, source=source)
    audit.record("price_index.added", index, by=by, changes={"source": (None, source)})
    return index


@transaction.atomic
def set_index_value(*, by: Any, index: PriceIndex, month: date, value: Decimal) -> IndexValue:
    """Enter the value of an index in a month, or correct it; what was approved with an earlier figure stays."""
    ask(rules.may_keep_indices(actor_of(by), index.cooperation_id))
    if value <= 0:
        raise refused(_("The value of an index is more than zero."), "value")
    month = month.replace(day=1)
    before = IndexValue.objects.select_for_update().filter(index=index, month=month).first()
    entered, _created = IndexValue.objects.update_or_create(
        index=index, month=month, defaults={"value": value, "entered_by": by}
    )
    changed = {f"{month:%Y-%m}": (before.value if before else None, value)}
    audit.record("price_index.value_entered", index, by=by, changes=changed)
    return entered
