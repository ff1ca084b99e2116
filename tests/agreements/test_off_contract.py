"""Purchases outside binding agreements: noticed, counted, withdrawn."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core import mail
from django.urls import reverse
from python_calamine import CalamineWorkbook

from agreements.models import Agreement, EligibleBuyer, OffContractPurchase
from agreements.rules import off_contract as rules
from agreements.services import off_contract as services
from agreements.services.off_contract import OffContractData
from agreements.states.call_offs import OffContractReason, OffContractStatus
from portal.accounts.actor import forget
from portal.organisations.models import GroupKind
from portal.workflow.errors import Refused
from tests import factories
from tests.cast import Cast
from tests.factories import TODAY


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(f"{TODAY}T10:00:00+01:00", tick=False)
    return time_machine


@pytest.fixture
def agreement(cast: Cast) -> Agreement:
    """A framework in cleaning (CPV division 90) that binds the municipality and its neighbour."""
    return factories.make_agreement(cast.cooperation, cast.municipality, buyers=(cast.neighbour,))


def said(cast: Cast, agreement: Agreement, **fields) -> OffContractData:
    first = {
        "agreement_id": agreement.pk,
        "buyer_id": cast.municipality.pk,
        "title": "Sanering",
        "supplier_name": "Enbär Sanering AB",
        "amount": Decimal("12500"),
        "bought_on": date(2026, 11, 18),
        "reason": OffContractReason.URGENT,
        "explanation": "Water damage in the night; the supplier does not answer at weekends.",
    }
    return OffContractData(**{**first, **fields})


def test_notice(cast: Cast, agreement: Agreement, at_once, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        purchase = services.notice(by=cast.purchaser, data=said(cast, agreement))
    assert purchase.status == OffContractStatus.NOTED
    assert [letter.to for letter in mail.outbox] == [[cast.contact.email]]


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"title": " "}, {"title"}),
        ({"supplier_name": ""}, {"supplier_name"}),
        ({"amount": Decimal("0")}, {"amount"}),
        ({"bought_on": date(2026, 11, 21)}, {"bought_on"}),
        ({"bought_on": date(2024, 12, 31)}, {"bought_on"}),  # the agreement began on 1 January 2025
        ({"explanation": ""}, {"explanation"}),
        ({"reason": "boredom"}, {"reason"}),
    ],
)
def test_notice_is_refused(cast: Cast, agreement: Agreement, fields: dict, named: set) -> None:
    with pytest.raises(Refused) as caught:
        services.notice(by=cast.purchaser, data=said(cast, agreement, **fields))
    assert {reason.field for reason in caught.value.answer.reasons} == named
    assert not OffContractPurchase.objects.exists()


def test_an_agreement_that_does_not_bind_needs_no_notice(cast: Cast, agreement: Agreement) -> None:
    EligibleBuyer.objects.filter(organisation=cast.municipality).update(is_binding=False)
    with pytest.raises(Refused) as caught:
        services.notice(by=cast.purchaser, data=said(cast, agreement))
    assert {reason.field for reason in caught.value.answer.reasons} == {"agreement"}


@pytest.mark.parametrize("who", ["administrator", "officer", "working", "supplier", "stranger", "nobody"])
def test_only_the_buyer_notices(cast: Cast, agreement: Agreement, who: str) -> None:
    with pytest.raises(Refused) as caught:
        services.notice(by=cast.user(who), data=said(cast, agreement))
    assert caught.value.answer == rules.NOT_FOR_THEM


def test_withdraw(cast: Cast, agreement: Agreement) -> None:
    purchase = services.notice(by=cast.purchaser, data=said(cast, agreement))
    for by, reason in ((cast.officer, "Wrong"), (cast.supplier, "Wrong"), (cast.purchaser, " ")):
        with pytest.raises(Refused):
            services.withdraw(by=by, purchase_id=purchase.pk, reason=reason)
    purchase = services.withdraw(by=cast.contact, purchase_id=purchase.pk, reason="It was bought under the agreement.")
    assert purchase.status == OffContractStatus.WITHDRAWN
    with pytest.raises(Refused):
        services.withdraw(by=cast.contact, purchase_id=purchase.pk, reason="Again")


def test_visible_to(cast: Cast, agreement: Agreement) -> None:
    purchase = services.notice(by=cast.purchaser, data=said(cast, agreement))
    seen = {
        actor
        for actor in Cast.ACTORS
        if OffContractPurchase.objects.visible_to(cast.user(actor)).filter(pk=purchase.pk).exists()
    }
    assert seen == {"administrator", "manager", "officer", "contact", "purchaser"}


def test_who_has_left_sees_it_no_more(cast: Cast, agreement: Agreement) -> None:
    """Nor does somebody who buys for another member by now; whoever has another role for the buyer does."""
    purchase = services.notice(by=cast.purchaser, data=said(cast, agreement))
    cast.purchaser.appointments.update(organisation=cast.neighbour)
    forget(cast.purchaser)
    assert not OffContractPurchase.objects.visible_to(cast.purchaser).exists()
    factories.seat(cast.purchaser, cast.cooperation, GroupKind.WORKING, cast.municipality)
    forget(cast.purchaser)
    assert OffContractPurchase.objects.visible_to(cast.purchaser).get() == purchase


def test_summary(cast: Cast, agreement: Agreement, sign_in) -> None:
    """Two urgent of 12 500 and 7 500 make 20 000; one for its price 1 000; a withdrawn one counts for nothing."""
    services.notice(by=cast.purchaser, data=said(cast, agreement))
    services.notice(by=cast.purchaser, data=said(cast, agreement, amount=Decimal("7500")))
    services.notice(by=cast.contact, data=said(cast, agreement, amount=Decimal("1000"), reason=OffContractReason.PRICE))
    wrong = services.notice(by=cast.contact, data=said(cast, agreement, amount=Decimal("99999")))
    services.withdraw(by=cast.contact, purchase_id=wrong.pk, reason="A mistake")
    summed = [
        (row["category"], row["reason"], row["number"], row["total"])
        for row in OffContractPurchase.objects.visible_to(cast.officer).summed_up()
    ]
    assert summed == [
        ("90", OffContractReason.URGENT, 2, Decimal("20000")),
        ("90", OffContractReason.PRICE, 1, Decimal("1000")),
    ]
    page = sign_in(cast.officer).get(reverse("off-contract-summary"))
    assert page.status_code == 200
    book = sign_in(cast.officer).get(reverse("off-contract-summary"), {"export": "xlsx"})
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(b"".join(book.streaming_content))).get_sheet_by_index(0).to_python()
    )
    assert [row[3:5] for row in rows[1:]] == [[2, 20000], [1, 1000]]


def test_pages(cast: Cast, agreement: Agreement, sign_in) -> None:
    client = sign_in(cast.purchaser)
    new = reverse("off-contract-new")
    assert client.get(new, {"agreement": agreement.pk}).status_code == 200
    assert client.post(new, {"agreement": agreement.pk, "amount": "x"}).status_code == 200
    done = client.post(
        new,
        {
            "agreement": agreement.pk,
            "title": "Sanering",
            "supplier_name": "Enbär Sanering AB",
            "amount": "12 500",
            "bought_on": "2026-11-18",
            "reason": "urgent",
            "explanation": "Water damage",
        },
    )
    purchase = OffContractPurchase.objects.get()
    assert (done.status_code, done.url) == (302, purchase.get_absolute_url())
    assert client.get(done.url).status_code == 200
    listed = client.get(reverse("off-contract-list"), {"category": "90", "reason": "urgent", "q": "enbär"})
    assert "Sanering" in listed.content.decode()
    assert "Sanering" not in client.get(reverse("off-contract-list"), {"reason": "price"}).content.decode()
    withdraw = reverse("off-contract-withdraw", args=[purchase.pk])
    assert client.get(withdraw).status_code == 200
    assert client.post(withdraw, {"reason": "A mistake"}).status_code == 302
    purchase.refresh_from_db()
    assert purchase.status == OffContractStatus.WITHDRAWN
