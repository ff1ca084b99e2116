"""A purchaser asks whether something may be bought: yes, not this one because, or nothing covers it."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from agreements.models import BuyingProof, CallOff, Outcome
from procurements.models import Need
from procurements.states.needs import NeedState
from tests.agreements import ledger
from tests.browser.conftest import Scene
from tests.browser.hands import fill, go_on, hand_over, in_force, link_mailed_to, look_over, paper

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def ask(page: Page, **said: str) -> None:
    """Put the question on the page that is open, and look the answer over."""
    fill(page, said)
    with page.expect_navigation():
        page.locator("main form[role=search] button[type=submit]").click()
    look_over(page)


def keep(page: Page) -> BuyingProof:
    """Keep the answer that is open as a proof, and come to it."""
    with page.expect_navigation():
        page.locator(f"form[action='{reverse('buying-proof-keep')}'] button").first.click()
    look_over(page)
    return BuyingProof.objects.get()


def test_what_may_be_bought_is_called_off_and_confirmed(scene: Scene, worker):
    cast = scene.cast
    agreement = in_force(cast.cooperation, title="Golvvård", supplier=cast.supplier_company, responsible=cast.officer)
    page = scene.open("/", "purchaser")
    ask(page, q="golvvård", amount="250 000")
    answer = page.locator("article.buying-answer")
    expect(answer.locator("h3 a")).to_have_attribute("href", agreement.get_absolute_url())
    expect(answer).to_contain_text(cast.officer.email)
    go_on(page, reverse("call-off-new"))
    ends_on = (timezone.localdate() + timedelta(days=200)).isoformat()
    expect(page.locator("[name=amount]")).to_have_value(re.compile(r"^250\s000$"))
    hand_over(page, {"title": "Golvvård i Ekskolan", "ends_on": ends_on, "reference": "KST-4711"})
    call_off = CallOff.objects.get()
    assert (call_off.amount, call_off.buyer, call_off.agreement) == (250000, cast.municipality, agreement)
    assert paper(page, "main a[href$='/confirmation/']").startswith(b"%PDF")
    page.goto(call_off.get_absolute_url())
    go_on(page, reverse("call-off-edit", args=[call_off.pk]))
    hand_over(page, {"amount": "300 000", "reason": "Två klassrum till"})
    go_on(page, reverse("call-off-cancel", args=[call_off.pk]))
    hand_over(page, {"reason": "Skolan läggs ned"})
    expect(page.locator("#ledger tbody tr")).to_have_count(3)  # reserved, more of it, and all of it released
    page.goto(reverse("call-off-list"))
    look_over(page)
    link_mailed_to(cast.supplier.email, call_off.get_absolute_url())
    theirs = scene.open(call_off.get_absolute_url(), "supplier")
    expect(theirs.locator("main")).to_contain_text("Skolan läggs ned")


def test_what_may_not_be_bought_says_why_and_a_proof_of_it_is_opened_later(scene: Scene, worker):
    cast = scene.cast
    agreement = in_force(
        cast.cooperation, title="Golvvård", supplier=cast.supplier_company, maximum_value=Decimal(1000000)
    )
    page = scene.open(reverse("may-i-buy"), "purchaser")
    ask(page, q="golvvård", amount="900 000")
    proof = keep(page)
    assert (proof.outcome, proof.agreement) == (Outcome.YES, agreement)
    expect(page.locator("main .ds-alert[data-color=warning]")).to_have_count(0)

    ledger.call_off(cast, agreement, "150000", called_off_on=timezone.localdate(), ends_on=agreement.ends_on)
    page.goto(reverse("buying-proof-list"))
    look_over(page)
    go_on(page, proof.get_absolute_url())
    expect(page.locator("main .ds-alert[data-color=warning]")).to_be_visible()
    expect(page.locator("dl.changes")).to_be_visible()
    assert paper(page, "main a[href$='/pdf/']").startswith(b"%PDF")

    page.goto(proof.get_absolute_url())
    with page.expect_navigation():
        page.locator(f"main a[href^='{reverse('may-i-buy')}?']").first.click()
    look_over(page)
    refused = page.locator("article.buying-answer")
    expect(refused.locator("h3 a")).to_have_attribute("href", agreement.get_absolute_url())
    expect(refused.locator("[data-answer=no]").first).to_be_visible()
    assert not page.locator(f"a[href^='{reverse('call-off-new')}']").count()


def test_what_nothing_covers_is_reported_and_answered(scene: Scene, worker):
    cast = scene.cast
    page = scene.open(reverse("may-i-buy"), "purchaser")
    ask(page, q="kajaker", amount="120 000")
    expect(page.locator("#answer")).to_contain_text(cast.contact.email)
    go_on(page, reverse("need-new"))
    expect(page.locator("[name=what]")).to_have_value("kajaker")
    hand_over(page, {"description": "Till lägerskolan i maj"})
    need = Need.objects.get()

    answering = scene.open(link_mailed_to(cast.contact.email, need.get_absolute_url()), "contact")
    hand_over(answering, {"answer": "Låna av föreningen."})
    need.refresh_from_db()
    assert need.state == NeedState.ANSWERED
    page.goto(link_mailed_to(cast.purchaser.email, need.get_absolute_url()))
    expect(page.locator("main")).to_contain_text("Låna av föreningen.")
    page.goto(reverse("need-list"))
    look_over(page)
