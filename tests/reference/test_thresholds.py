"""The table of thresholds: asked by day, kept by an administrator, every change audited."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from portal.law.thresholds import ThresholdKind
from portal.reference import thresholds
from portal.reference.loading import load_reference
from portal.reference.models import Threshold
from portal.workflow import audit
from portal.workflow.errors import Refused
from tests.cast import Cast

DIRECT = ThresholdKind.DIRECT_AWARD


@pytest.fixture(autouse=True)
def _in_english(client: Client) -> Iterator[None]:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    with translation.override("en"):
        yield


def add(cast: Cast, **said) -> Threshold:
    return thresholds.add(
        **{
            "by": cast.administrator,
            "jurisdiction": "SE",
            "kind": DIRECT,
            "amount": Decimal("700000"),
            "valid_from": date(2022, 1, 1),
            "source": "Act",
            **said,
        }
    )


def test_asked_by_day(cast: Cast) -> None:
    add(cast, amount=Decimal("615312"), valid_from=date(2020, 1, 1), valid_to=date(2021, 12, 31), certain=True)
    add(cast, certain=False)
    assert thresholds.threshold_on("SE", DIRECT, date(2019, 12, 31)) is None
    assert thresholds.threshold_on("SE", DIRECT, date(2021, 12, 31)).amount == Decimal("615312")
    later = thresholds.threshold_on("SE", DIRECT, date(2026, 11, 20))
    assert (later.amount, later.certain, later.currency) == (Decimal("700000"), False, "SEK")
    assert thresholds.threshold_on("NO", DIRECT, date(2026, 11, 20)) is None


def test_a_new_one_ends_the_one_before(cast: Cast) -> None:
    first = add(cast)
    add(cast, amount=Decimal("800000"), valid_from=date(2027, 1, 1))
    first.refresh_from_db()
    assert first.valid_to == date(2026, 12, 31)
    assert [event.action for event in audit.history(first)] == ["threshold.ended", "threshold.added"]


def test_never_two_at_a_time(cast: Cast) -> None:
    row = add(cast, valid_to=date(2025, 12, 31))
    with pytest.raises(Refused):
        add(cast, valid_from=date(2025, 1, 1))
    with pytest.raises(Refused):
        add(cast, valid_from=date(2026, 2, 1), valid_to=date(2026, 1, 1))
    with pytest.raises(Refused):
        thresholds.end(by=cast.administrator, threshold_id=row.pk, valid_to=date(2021, 12, 31))


def test_only_the_administrator_keeps_it(cast: Cast, sign_in) -> None:
    with pytest.raises(Refused):
        add(cast, by=cast.manager)
    said = {"jurisdiction": "NO", "kind": "national", "amount": "1300000", "valid_from": "2024-01-01", "source": "KS"}
    client = sign_in(cast.officer)
    assert client.post(reverse("threshold-new"), said).status_code == 403
    assert client.get(reverse("threshold-list")).status_code == 200
    client = sign_in(cast.administrator)
    assert client.post(reverse("threshold-new"), said).status_code == 302
    row = Threshold.objects.get()
    assert (row.currency, row.certain) == ("NOK", False)
    assert "1,300,000" in client.get(reverse("threshold-list")).content.decode()
    assert client.post(reverse("threshold-end", args=[row.pk]), {"valid_to": "2025-12-31"}).status_code == 302
    assert Threshold.objects.get().valid_to == date(2025, 12, 31)


def test_loaded_once_and_then_kept_here(cast: Cast) -> None:
    load_reference()
    row = Threshold.objects.get(jurisdiction="SE", kind=DIRECT, valid_to=None)
    assert (row.amount, row.certain) == (Decimal("700000.00"), False)
    thresholds.end(by=cast.administrator, threshold_id=row.pk, valid_to=date(2026, 12, 31))
    load_reference()
    row.refresh_from_db()
    assert row.valid_to == date(2026, 12, 31)
