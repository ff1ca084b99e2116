"""The officer keeps the ceiling ledger: turnover typed in, taken back, brought in from a file, and looked back on."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from agreements.models import CeilingEntry, TurnoverBatch
from tests.agreements import ledger
from tests.browser.conftest import Scene
from tests.browser.hands import figure, fill, go_on, hand_over, in_force, look_over, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_turnover_is_entered_taken_back_and_imported(scene: Scene, tmp_path: Path):
    cast, today = scene.cast, timezone.localdate()
    period = {
        "period_from": (today - timedelta(days=60)).isoformat(),
        "period_to": (today - timedelta(days=30)).isoformat(),
    }
    agreement = in_force(
        cast.cooperation, owner=cast.municipality, supplier=cast.supplier_company, maximum_value=Decimal(1000000)
    )
    page = scene.open(agreement.get_absolute_url(), "officer")
    go_on(page, reverse("agreement-ceiling", args=[agreement.pk]))
    go_on(page, reverse("turnover-new", args=[agreement.pk]))
    said = {"source": "Leverantörens uppgift", **period, "rows-0-buyer": str(cast.municipality.pk)}
    fill(page, said)
    send(page)  # no amount
    expect(page.locator("#error-summary")).to_be_visible()
    look_over(page)
    hand_over(page, {"rows-0-amount": "125 000"})
    assert ledger.sums(agreement) == (0, 125000)
    expect(page.locator("[data-part=used] dd").first).to_contain_text("125")
    assert figure(page.locator("[data-part=used] dd").first) == "125 000"

    go_on(page, reverse("ceiling-correct", args=[CeilingEntry.objects.get().pk]))
    hand_over(page, {"reason": "Fel månad"})
    assert ledger.sums(agreement) == (0, 0)

    file = tmp_path / "turnover.csv"
    header = "Köpare;Belopp;Period från;Period till"
    file.write_text(f"{header}\nEkby kommun;210000;{period['period_from']};{period['period_to']}\n", encoding="utf-8")
    go_on(page, reverse("turnover-import", args=[agreement.pk]))
    page.set_input_files("[name=file]", file)
    hand_over(page)
    expect(page.locator(".figure-tile").first).to_contain_text("210")
    assert ledger.sums(agreement) == (0, 0), "nothing is written before a person has said so"
    hand_over(page)
    assert ledger.sums(agreement) == (0, 210000)

    page.locator("#ceiling-day").fill((today - timedelta(days=61)).isoformat())
    with page.expect_navigation():
        page.locator("form.ceiling-day button").click()
    look_over(page)
    assert figure(page.locator("[data-part=used] dd").first) == "0"
    page.goto(reverse("turnover-correct", args=[TurnoverBatch.objects.last().pk]))
    look_over(page)
