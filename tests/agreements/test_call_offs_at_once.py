"""Two purchasers who take the last of a ceiling at the same moment: one of them is refused, in words."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.db import connections
from django.utils import timezone

from agreements.models import CallOff, CeilingBalance
from agreements.services import call_offs as services
from agreements.services.call_offs import CallOffData
from portal.accounts.models import User
from portal.workflow.errors import Refused
from tests import factories
from tests.cast import make_cast


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("amount", ["1500000", "900000", "500000"])
def test_the_last_of_a_ceiling(amount: str) -> None:
    """Of 1 500 000 kr, four people take 1 500 000 each (one gets it), 900 000 (one) or 500 000 (three)."""
    cast = make_cast()
    today = timezone.localdate()
    agreement = factories.make_agreement(
        cast.cooperation,
        cast.municipality,
        supplier=cast.supplier_company,
        starts_on=date(today.year - 1, 1, 1),
        ends_on=date(today.year + 1, 12, 31),
    )
    data = CallOffData(
        agreement_id=agreement.pk,
        lot_id=agreement.lots.get().pk,
        supplier_id=cast.supplier_company.pk,
        buyer_id=cast.municipality.pk,
        contact_id=cast.purchaser.pk,
        title="Städning",
        amount=Decimal(amount),
        ends_on=date(today.year + 1, 12, 31),
    )
    together = threading.Barrier(4)
    made, refused, broken = [], [], []

    def call_off(user_id: int) -> None:
        try:
            user = User.objects.get(pk=user_id)
            together.wait(timeout=10)
            made.append(services.make(by=user, data=data).pk)
        except Refused as answer:
            refused.append(str(answer))
        except Exception as error:
            broken.append(error)
        finally:
            connections.close_all()

    people = [cast.purchaser.pk, cast.contact.pk, cast.officer.pk, cast.manager.pk]
    threads = [threading.Thread(target=call_off, args=(pk,)) for pk in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    fit = int(Decimal("1500000") // Decimal(amount))
    assert broken == []
    assert (len(made), len(refused)) == (fit, 4 - fit)
    assert all("1" in words and "500" in words for words in refused)  # the maximum, and what is left of it
    assert CallOff.objects.count() == fit
    balance = CeilingBalance.objects.get(agreement=agreement, is_whole=True)
    assert balance.reserved == fit * Decimal(amount)
