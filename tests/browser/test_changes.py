"""An officer proposes to raise a maximum, the manager confirms it; an option is used; the biography tells of both."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from agreements.models import Agreement, AgreementChange
from agreements.states import OptionState
from agreements.states.changes import ChangeStatus, LegalBasis
from tests.agreements import ledger
from tests.browser.hands import barriers, fill, in_force, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, DESK = 390, 1280


def nothing_in_the_way(page: Page) -> None:
    """Accessible and no wider than the screen, on a phone and at a desk."""
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert not barriers(page)


@pytest.fixture
def agreement(cast) -> Agreement:
    """1 000 000 kr, of which 820 000 is called off; an option of a year, with notice in two months."""
    today = timezone.localdate()
    made = in_force(
        cast.cooperation,
        owner=cast.municipality,
        title="Städning av skolor",
        supplier=cast.supplier_company,
        buyers=(cast.neighbour,),
        maximum_value=Decimal(1000000),
        estimated_value=Decimal(900000),
    )
    made.options.update(notice_by=today + timedelta(days=60))
    called_off = {"called_off_on": today - timedelta(days=90), "ends_on": today + timedelta(days=500)}
    ledger.call_off(cast, made, "820000", title="Storstädning", **called_off)
    return made


def test_a_maximum_is_raised_by_two_persons(cast, agreement, open_page):
    page = open_page(agreement.get_absolute_url(), user=cast.officer)
    page.locator(f"a[href='{reverse('agreement-change-new', args=[agreement.pk])}']").click()
    nothing_in_the_way(page)
    page.locator("a[href='?kind=maximum']").click()
    send(page)
    assert page.locator("[aria-invalid=true]").count() or page.locator(".error-summary").count()
    nothing_in_the_way(page)
    fill(
        page,
        {
            "new_maximum": "1 400 000",
            "legal_basis": LegalBasis.UNFORESEEN,
            "justification": "Två nya skolor öppnar i höst.",
        },
    )
    send(page)
    expect(page.locator("main")).to_contain_text("Två nya skolor öppnar i höst.")
    nothing_in_the_way(page)
    change = AgreementChange.objects.get()
    assert page.locator("button[aria-disabled=true]").count() == 1  # who proposed does not confirm
    assert not page.complaints

    page = open_page("/", width=PHONE, user=cast.manager)
    page.locator(f"a[href='{change.get_absolute_url()}']").first.click()
    with page.expect_navigation():
        page.locator("form[action$='/confirm/'] button").click()
    nothing_in_the_way(page)
    change.refresh_from_db()
    agreement.refresh_from_db()
    assert (change.status, agreement.maximum_value) == (ChangeStatus.IN_EFFECT, 1400000)
    page.goto(reverse("agreement-change-list", args=[agreement.pk]))
    expect(page.locator("#biography")).to_contain_text("Två nya skolor öppnar i höst.")
    nothing_in_the_way(page)
    assert not page.complaints


def test_an_option_is_used_on_a_phone(cast, agreement, open_page):
    option = agreement.options.get()
    page = open_page(agreement.get_absolute_url(), width=PHONE, user=cast.officer)
    page.locator(f"a[href='{reverse('option-decide', args=[option.pk])}']").first.click()
    nothing_in_the_way(page)
    page.locator("input[name=answer][value=use]").check()
    fill(page, {"reason": "Leverantören sköter sig."})
    send(page)
    nothing_in_the_way(page)
    option.refresh_from_db()
    assert option.state == OptionState.USED
    assert not page.complaints
