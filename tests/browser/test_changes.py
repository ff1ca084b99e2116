"""An officer proposes to raise a maximum, the manager confirms it; an option is used; the biography tells of both."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from agreements.models import Agreement, AgreementChange
from agreements.states import OptionState
from agreements.states.changes import ChangeStatus, LegalBasis
from tests.agreements import ledger
from tests.browser.conftest import Scene
from tests.browser.hands import go_on, hand_over, in_force, look_over, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def agreement(scene: Scene) -> Agreement:
    """1 000 000 kr, of which 820 000 is called off; an option of a year, with notice in two months."""
    cast, today = scene.cast, timezone.localdate()
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


def test_a_maximum_is_raised_by_two_persons(scene: Scene, agreement: Agreement):
    page = scene.open(agreement.get_absolute_url(), "officer")
    go_on(page, reverse("agreement-change-new", args=[agreement.pk]))
    with page.expect_navigation():
        page.locator("a[href='?kind=maximum']").click()
    look_over(page)
    send(page)
    expect(page.locator("#error-summary")).to_be_visible()
    look_over(page)
    why = {"legal_basis": LegalBasis.UNFORESEEN.value, "justification": "Två nya skolor öppnar i höst."}
    hand_over(page, {"new_maximum": "1 400 000", **why})
    expect(page.locator("main")).to_contain_text("Två nya skolor öppnar i höst.")
    change = AgreementChange.objects.get()
    assert page.locator("button[aria-disabled=true]").count() == 1  # who proposed does not confirm

    page = scene.open("/", "manager")
    go_on(page, change.get_absolute_url())
    with page.expect_navigation():
        page.locator("form[action$='/confirm/'] button").click()
    look_over(page)
    change.refresh_from_db()
    agreement.refresh_from_db()
    assert (change.status, agreement.maximum_value) == (ChangeStatus.IN_EFFECT, 1400000)
    page.goto(reverse("agreement-change-list", args=[agreement.pk]))
    expect(page.locator("#biography")).to_contain_text("Två nya skolor öppnar i höst.")
    look_over(page)


def test_an_option_is_used(scene: Scene, agreement: Agreement):
    option = agreement.options.get()
    page = scene.open(agreement.get_absolute_url(), "officer")
    go_on(page, reverse("option-decide", args=[option.pk]))
    page.locator("input[name=answer][value=use]").check()
    hand_over(page, {"reason": "Leverantören sköter sig."})
    option.refresh_from_db()
    assert option.state == OptionState.USED
