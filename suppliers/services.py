"""The verbs of the supplier register."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.law.answers import Denied, Reason
from portal.law.numbers import BadNumber, check_registration_number, looks_like_person
from portal.workflow import audit
from portal.workflow.errors import Refused
from suppliers import rules
from suppliers.models import Supplier


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
    answer = rules.may_register(actor_of(by))
    if isinstance(answer, Denied):
        raise Refused(answer)
    if not name.strip():
        raise Refused(Denied((Reason(_("Give the supplier a name."), field="name"),)))
    number = _checked(country, registration_number)
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


def _checked(country: str, number: str) -> str:
    if not number.strip():
        return ""
    try:
        return check_registration_number(country, number)
    except BadNumber as bad:
        reason = bad.reason
        raise Refused(Denied((Reason(reason.text, field="registration_number", params=reason.params),))) from bad
