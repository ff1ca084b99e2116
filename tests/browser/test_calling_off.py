"""A mini-competition from its draft to its call-off, and what is bought outside an agreement that binds."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from agreements.models import Agreement, CallOff, LotSupplier, MiniCompetition, OffContractPurchase
from agreements.states import CallOffMethod
from agreements.states.call_offs import AnswerKind, CompetitionStatus, OffContractReason
from tests.browser.conftest import Scene
from tests.browser.hands import go_on, hand_over, in_force, look_over, total

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def agreement(scene: Scene) -> Agreement:
    """Two suppliers that are asked again for each purchase."""
    cast = scene.cast
    made = in_force(
        cast.cooperation,
        owner=cast.municipality,
        title="Fönsterputs",
        supplier=cast.supplier_company,
        maximum_value=Decimal(1000000),
    )
    lot = made.lots.get()
    LotSupplier.objects.create(lot=lot, supplier=cast.other_supplier)
    made.lots.update(call_off_method=CallOffMethod.MINI_COMPETITION)
    return made


def moment(at: datetime) -> str:
    """As a browser's field for a day and a time takes it."""
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


def record(page: Page, competition: MiniCompetition, supplier, **said: str) -> None:
    go_on(page, reverse("mini-competition-answer", args=[competition.pk, supplier.pk]))
    hand_over(page, said)


def test_a_mini_competition_is_held_secretly_and_called_off_from(scene: Scene, agreement: Agreement, sign_in):
    cast = scene.cast
    page = scene.open(reverse("mini-competition-list"), "purchaser")
    go_on(page, reverse("mini-competition-new"))
    go_on(page, f"{reverse('mini-competition-new')}?lot={agreement.lots.get().pk}")
    hand_over(page, {"title": "Fönster i simhallen"})
    competition = MiniCompetition.objects.get()
    go_on(page, reverse("mini-competition-edit", args=[competition.pk]))
    deadline = timezone.now() + timedelta(days=10)
    asked = {"description": "Två gånger om året. Lägsta pris.", "answer_to": "upphandling@example.org"}
    hand_over(page, {**asked, "estimated_value": "90 000", "deadline": moment(deadline)})
    go_on(page, reverse("mini-competition-invite", args=[competition.pk]))
    hand_over(page)

    invited = scene.open(reverse("mini-competition-list"), "supplier")
    go_on(invited, competition.get_absolute_url())
    expect(invited.locator("#request")).to_contain_text("Lägsta pris")
    expect(invited.locator("main")).not_to_contain_text(cast.other_supplier.name)
    for outsider in ("officer", "manager", "contact", "administrator"):
        assert sign_in(cast.user(outsider)).get(competition.get_absolute_url()).status_code == 404

    # the deadline passes
    deadline = timezone.now() - timedelta(hours=1)
    MiniCompetition.objects.update(deadline=deadline)
    page.reload()
    received = moment(deadline - timedelta(hours=1))
    tender = {"kind": AnswerKind.TENDER.value, "received_at": received}
    record(page, competition, cast.supplier_company, **tender, price="81 500")
    record(page, competition, cast.other_supplier, **tender, price="79 900")
    invited.reload()
    look_over(invited)
    expect(invited.locator("main")).not_to_contain_text("79")
    assert sign_in(cast.officer).get(competition.get_absolute_url()).status_code == 404

    go_on(page, reverse("mini-competition-award", args=[competition.pk]))
    hand_over(page, {"winner": str(cast.other_supplier.pk), "reason": "Lägst pris."})
    competition.refresh_from_db()
    assert (competition.status, competition.winner) == (CompetitionStatus.AWARDED, cast.other_supplier)
    invited.reload()
    look_over(invited)
    expect(invited.locator("main")).to_contain_text(cast.other_supplier.name)
    expect(invited.locator("main")).not_to_contain_text("79")
    decided = scene.open(competition.get_absolute_url(), "officer")
    expect(decided.locator("#answers")).to_contain_text("79")

    go_on(page, f"{reverse('call-off-new')}?competition={competition.pk}")
    hand_over(page, {"amount": "79 900", "ends_on": agreement.ends_on.isoformat()})
    call_off = CallOff.objects.get()
    assert (call_off.supplier, call_off.competition, call_off.amount) == (cast.other_supplier, competition, 79900)
    go_on(page, reverse("call-off-complete", args=[call_off.pk]))
    hand_over(page)


def test_what_is_bought_elsewhere_is_noticed_and_added_up(scene: Scene, agreement: Agreement):
    page = scene.open(reverse("off-contract-list"), "purchaser")
    go_on(page, reverse("off-contract-new"))
    said = {"title": "Sanering", "supplier_name": "Enbär Sanering AB", "amount": "12 500"}
    why = {"reason": OffContractReason.URGENT.value, "explanation": "Vattenskada i natt"}
    hand_over(page, {"agreement": str(agreement.pk), **said, **why})
    noticed = OffContractPurchase.objects.get()
    expect(page.locator("#reason")).to_contain_text("Vattenskada")
    for actor in ("contact", "officer"):
        summary = scene.open(reverse("off-contract-list"), actor)
        go_on(summary, reverse("off-contract-summary"))
        expect(summary.locator("main table tbody tr")).to_have_count(1)
        go_on(summary, reverse("off-contract-list") + f"?buyer={scene.cast.municipality.pk}")
        assert total(summary) == "1"
    page.goto(reverse("off-contract-withdraw", args=[noticed.pk]))
    look_over(page)
    hand_over(page, {"reason": "Stod i avtalet"})
