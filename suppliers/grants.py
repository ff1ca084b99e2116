"""The grants that follow from acting for a supplier."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from portal.accounts.actor import Grant, Role
from portal.organisations.periods import valid_on
from portal.workflow.statements import Statement
from suppliers.models import SupplierUser


def _places(user: int, day: date) -> QuerySet:
    return SupplierUser.objects.filter(valid_on(day), user=user).values_list("supplier")


PLACES = Statement(_places, user=int, day=date)


def grants_of(user: Any) -> Iterator[Grant]:
    """A grant for each supplier that the user acts for today."""
    for (supplier,) in PLACES.ask(user=user.pk, day=timezone.localdate()):
        yield Grant(Role.SUPPLIER, supplier=supplier)
