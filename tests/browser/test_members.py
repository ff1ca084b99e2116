"""Two municipalities are to become one: the manager sees what that touches, plans it, and takes it back."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from agreements.models import CallOff, EligibleBuyer, Reorganisation
from agreements.services import ceilings
from agreements.states import AgreementStatus
from agreements.states.reorganisations import ReorganisationStatus
from portal.organisations.models import Ownership, Unit
from tests import factories
from tests.browser.conftest import Scene
from tests.browser.hands import fill, go_on, hand_over, in_force, look_over, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def trade(cast) -> None:
    """An agreement of the neighbour's that both use, a draft, a running contract, a unit and a company."""
    agreement = in_force(
        cast.cooperation, owner=cast.neighbour, title="Möbler", supplier=cast.supplier_company,
        buyers=(cast.municipality,),
    )  # fmt: skip
    EligibleBuyer.objects.filter(agreement=agreement, organisation=cast.municipality).update(is_binding=False)
    factories.make_agreement(cast.cooperation, cast.municipality, "Städ av skolor", status=AgreementStatus.DRAFT)
    call_off = CallOff.objects.create(
        agreement=agreement,
        lot=agreement.lots.get(),
        supplier=cast.supplier_company,
        buyer=cast.municipality,
        title="Bänkar till aulan",
        amount=Decimal("125000.00"),
        called_off_on=date(2026, 6, 1),
        ends_on=date(2099, 12, 31),
        contact=cast.purchaser,
        created_by=cast.purchaser,
    )
    ceilings.reserve(by=cast.purchaser, call_off=call_off, amount=call_off.amount, day=call_off.called_off_on)
    Unit.objects.create(organisation=cast.neighbour, name="Park- och gatuförvaltningen")
    company = factories.make_organisation("Åsby Hamn AB", kind="company")
    Ownership.objects.create(company=company, owner=cast.neighbour, share=Decimal("51"), valid_from=date(2010, 1, 1))


def test_a_merger_is_looked_at_planned_and_taken_back(scene: Scene):
    cast = scene.cast
    trade(cast)
    factories.make_organisation("Storby kommun", country=cast.cooperation.jurisdiction)
    plan = reverse("reorganisation-new", args=[cast.cooperation.pk])
    page = scene.open(cast.cooperation.get_absolute_url(), "manager")
    go_on(page, plan)
    with page.expect_navigation():
        page.locator("main a[href$='?kind=merger']").click()
    look_over(page)
    fill(page, {"organisations": "Ekby kommun"})
    send(page)  # the second municipality is added, and what is missing is said
    look_over(page)
    fill(page, {"organisations": "Åsby kommun", "successor": "Storby kommun", "effective_on": "2099-01-01"})
    fill(page, {"justification": "Riksdagen har beslutat om sammanläggningen."})
    send(page)
    preview = page.locator("section[aria-labelledby=preview]")
    for touched in ("Möbler", "Bänkar till aulan", "Park- och gatuförvaltningen", "Åsby Hamn AB", "Contact Test"):
        expect(preview).to_contain_text(touched)
    look_over(page)
    with page.expect_navigation():
        page.locator("button[name=confirm]").click()
    look_over(page)
    row = Reorganisation.objects.get()
    assert row.status == ReorganisationStatus.PLANNED

    page.goto(reverse("reorganisation-list", args=[cast.cooperation.pk]))
    look_over(page)
    go_on(page, row.get_absolute_url())
    go_on(page, reverse("reorganisation-withdraw", args=[row.pk]))
    hand_over(page, {"reason": "Sammanläggningen skjuts upp."})
    row.refresh_from_db()
    assert row.status == ReorganisationStatus.WITHDRAWN
