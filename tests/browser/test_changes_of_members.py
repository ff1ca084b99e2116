"""Two municipalities are to become one: the manager sees what that touches, plans it, and takes it back on a phone."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from agreements.models import CallOff, EligibleBuyer, Reorganisation
from agreements.services import ceilings
from agreements.states import AgreementStatus
from agreements.states.reorganisations import ReorganisationStatus
from portal.organisations.models import Ownership, Unit
from tests import factories
from tests.browser.hands import barriers, fill, in_force, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, DESK = 390, 1280


def nothing_in_the_way(page: Page) -> None:
    """Accessible and no wider than the screen, on a phone and at a desk."""
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert not barriers(page)


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


def test_a_merger_is_looked_at_planned_and_taken_back(swedish, open_page):
    trade(swedish)
    factories.make_organisation("Storby kommun")
    plan = reverse("reorganisation-new", args=[swedish.cooperation.pk])
    page = open_page(swedish.cooperation.get_absolute_url(), user=swedish.manager)
    page.locator(f"main a[href='{plan}']").click()
    nothing_in_the_way(page)
    page.locator("main a[href='?kind=merger'], main a[href$='?kind=merger']").click()
    fill(page, {"organisations": "Ekby kommun"})
    send(page)  # the second municipality is added, and what is missing is said
    nothing_in_the_way(page)
    fill(page, {"organisations": "Åsby kommun", "successor": "Storby kommun", "effective_on": "2027-01-01"})
    fill(page, {"justification": "Riksdagen har beslutat om sammanläggningen."})
    send(page)
    preview = page.locator("section[aria-labelledby=preview]")
    for touched in ("Möbler", "Bänkar till aulan", "Park- och gatuförvaltningen", "Åsby Hamn AB", "Contact Test"):
        expect(preview).to_contain_text(touched)
    nothing_in_the_way(page)
    with page.expect_navigation():
        page.locator("button[name=confirm]").click()
    nothing_in_the_way(page)
    row = Reorganisation.objects.get()
    assert row.status == ReorganisationStatus.PLANNED

    phone = open_page(reverse("reorganisation-list", args=[swedish.cooperation.pk]), PHONE, user=swedish.manager)
    nothing_in_the_way(phone)
    phone.locator(f"main a[href='{row.get_absolute_url()}']").click()
    phone.locator(f"main a[href='{reverse('reorganisation-withdraw', args=[row.pk])}']").click()
    nothing_in_the_way(phone)
    fill(phone, {"reason": "Sammanläggningen skjuts upp."})
    send(phone)
    row.refresh_from_db()
    assert row.status == ReorganisationStatus.WITHDRAWN
    nothing_in_the_way(phone)
