"""The grants that follow from acting for a supplier."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from portal.accounts.actor import Grant, Role
from portal.organisations.periods import valid_on
from suppliers.models import SupplierUser


def grants_of(user: Any) -> Iterator[Grant]:
    """A grant for each supplier that the user acts for today."""
    for row in SupplierUser.objects.filter(valid_on(timezone.localdate()), user=user):
        yield Grant(Role.SUPPLIER, supplier=row.supplier_id)
