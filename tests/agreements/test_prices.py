"""Price lists: who sees them, when they hold, and what approving a change of prices takes."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from agreements.ceilings import lots_in_use
from agreements.facts import with_children
from agreements.models import AgreementChange, EligibleBuyer, PriceList
from agreements.services import changes
from agreements.services import prices as services
from agreements.states.changes import ChangeKind, ChangeStatus, LegalBasis
from agreements.states.prices import PriceListStatus
from agreements.use import entitled
from portal.accounts.actor import actor_of, forget
from portal.workflow.errors import Conflict, Refused
from portal.workflow.models import AuditEvent
from tests import factories
from tests.agreements.price_files import article, draft, in_force, make_index, uploaded, with_clause, workbook

JULY = date(2026, 7, 1)


@pytest.fixture
def agreement(cast):
    return factories.make_agreement(cast.cooperation, cast.municipality, supplier=cast.supplier_company)


def approve(cast, price_list: PriceList, **said) -> PriceList:
    version = PriceList.objects.get(pk=price_list.pk).version
    return services.approve(by=cast.officer, price_list_id=price_list.pk, version=version, **said)


# Who sees what


def test_prices_are_for_those_whom_they_concern(cast, agreement) -> None:
    held = in_force(cast.officer, agreement, [article("1", "10")])
    prepared = draft(cast.officer, agreement, [article("1", "11")], valid_from=JULY)
    neighbour = factories.make_user("Neighbour")
    factories.appoint(neighbour, "purchaser", organisation=cast.neighbour)

    def seen(user) -> set[int]:
        return set(PriceList.objects.visible_to(user).values_list("pk", flat=True))

    for person in (cast.manager, cast.officer):
        assert seen(person) == {held.pk, prepared.pk}
    for person in (cast.contact, cast.purchaser, cast.working, cast.supplier):
        assert seen(person) == {held.pk}
    for person in (cast.rival, cast.stranger, cast.nobody, cast.administrator, neighbour, None):
        assert seen(person) == set()


def test_a_rival_in_the_same_agreement_sees_nothing(cast, agreement, sign_in) -> None:
    agreement.lots.get().suppliers.create(supplier=cast.other_supplier)
    held = in_force(cast.officer, agreement, [article("1", "10")], supplier=cast.supplier_company)
    client = sign_in(cast.rival)
    assert client.get(reverse("price-list", args=[held.pk])).status_code == 404
    found = client.get(reverse("price-search"), {"q": "nitrilhandske", "which": "all"})
    assert "Nitrilhandske" not in found.content.decode()
    assert "Handskar" not in client.get(agreement.get_absolute_url()).content.decode()


def test_whoever_acts_for_a_supplier_sees_no_competitors_prices_as_a_buyer_either(cast, agreement) -> None:
    in_force(cast.officer, agreement, [article("1", "10")])
    factories.appoint(cast.rival, "purchaser", organisation=cast.municipality)
    forget(cast.rival)
    assert not PriceList.objects.visible_to(cast.rival).exists()


def test_prices_are_for_a_buyer_until_the_last_day_of_its_right(cast, agreement) -> None:
    in_force(cast.officer, agreement, [article("1", "10")])
    named = EligibleBuyer.objects.filter(agreement=agreement, organisation=cast.municipality)
    for days, seen in ((0, True), (-1, False)):
        named.update(ends_on=timezone.localdate() + timedelta(days=days))
        assert PriceList.objects.visible_to(cast.purchaser).exists() is seen
        assert (cast.municipality.pk in entitled(with_children(agreement), timezone.localdate())) is seen


def test_a_lot_with_prices_stays_in_the_agreement(cast, agreement) -> None:
    lot = agreement.lots.get()
    in_force(cast.officer, agreement, [article("1", "10")], lot=lot)
    assert set(lots_in_use(agreement)) == {lot.pk}


def test_a_buyer_who_is_taken_out_sees_the_prices_no_more(cast, agreement) -> None:
    in_force(cast.officer, agreement, [article("1", "10")])
    assert PriceList.objects.visible_to(cast.purchaser).exists()
    EligibleBuyer.objects.filter(agreement=agreement, organisation=cast.municipality).delete()
    EligibleBuyer.objects.create(agreement=agreement, organisation=cast.neighbour)
    assert not PriceList.objects.visible_to(cast.purchaser).exists()


def test_the_suppliers_file_is_for_the_office(cast, agreement, sign_in) -> None:
    price_list = uploaded(cast.officer, agreement, workbook(("1", "Tvål", "st", 10, None)))
    address = reverse("file", args=[price_list.file_id])
    assert b"".join(sign_in(cast.officer).get(address).streaming_content).startswith(b"PK")
    for person in (cast.purchaser, cast.supplier, cast.rival, cast.stranger, cast.administrator):
        assert sign_in(person).get(address).status_code == 404


def test_the_menu_offers_prices_to_those_who_buy(cast, sign_in) -> None:
    address = reverse("price-search")
    assert f'href="{address}"' in sign_in(cast.purchaser).get("/").content.decode()
    assert f'href="{address}"' not in sign_in(cast.nobody).get(reverse("profile")).content.decode()


# When they hold


def test_a_list_holds_until_another_begins(cast, agreement) -> None:
    first = in_force(cast.officer, agreement, [article("1", "10")])
    second = approve(cast, draft(cast.officer, agreement, [article("1", "9")], valid_from=JULY))
    first.refresh_from_db()
    assert (first.status, first.replaced_from) == (PriceListStatus.REPLACED, JULY)
    assert first.last_day == date(2026, 6, 30)
    lists = PriceList.objects.all()
    assert lists.in_force(date(2026, 6, 30)).get() == first
    assert lists.in_force(JULY).get() == second
    assert [one.holds_on(JULY) for one in (first, second)] == [False, True]
    assert second.replaces == first


def test_a_stated_last_day_ends_a_list(cast, agreement) -> None:
    held = in_force(cast.officer, agreement, [article("1", "10")], valid_to=date(2026, 3, 31))
    assert held.holds_on(date(2026, 3, 31))
    assert not PriceList.objects.in_force(date(2026, 4, 1)).exists()
    approve(cast, draft(cast.officer, agreement, [article("1", "9")], valid_from=JULY))
    held.refresh_from_db()
    assert held.status == PriceListStatus.APPROVED  # it had ended by itself


def test_a_withdrawn_list_gives_way_to_the_one_before(cast, agreement) -> None:
    first = in_force(cast.officer, agreement, [article("1", "10")])
    second = approve(cast, draft(cast.officer, agreement, [article("1", "9")], valid_from=JULY))
    with pytest.raises(Refused):
        services.withdraw(by=cast.officer, price_list_id=second.pk, version=second.version, reason=" ")
    services.withdraw(by=cast.officer, price_list_id=second.pk, version=second.version, reason="The wrong file")
    first.refresh_from_db()
    assert (first.status, first.replaced_from) == (PriceListStatus.APPROVED, None)
    assert PriceList.objects.in_force(JULY).get() == first


def test_the_change_of_a_list_is_withdrawn_with_the_list_and_never_alone(cast, agreement) -> None:
    in_force(cast.officer, agreement, [article("1", "10")])
    coming = timezone.localdate() + timedelta(days=30)
    second = approve(cast, draft(cast.officer, agreement, [article("1", "9")], valid_from=coming))
    change = second.change
    assert change.status == ChangeStatus.CONFIRMED
    with pytest.raises(Refused):
        changes.withdraw(by=cast.officer, change_id=change.pk, version=change.version, reason="Too early")
    assert PriceList.objects.in_force(coming).get() == second
    services.withdraw(by=cast.officer, price_list_id=second.pk, version=second.version, reason="Too early")
    change.refresh_from_db()
    assert change.status == ChangeStatus.WITHDRAWN


def test_the_same_first_day_corrects_a_list(cast, agreement) -> None:
    first = in_force(cast.officer, agreement, [article("1", "10")])
    second = approve(cast, draft(cast.officer, agreement, [article("1", "9")]))
    assert PriceList.objects.in_force(first.valid_from).get() == second


def test_no_list_comes_before_one_that_is_approved(cast, agreement) -> None:
    in_force(cast.officer, agreement, [article("1", "10")], valid_from=JULY)
    with pytest.raises(Refused):
        approve(cast, draft(cast.officer, agreement, [article("1", "9")]))


def test_the_database_keeps_one_list_at_a_time(cast, agreement) -> None:
    in_force(cast.officer, agreement, [article("1", "10")])
    other = draft(cast.officer, agreement, [article("1", "9")], valid_from=JULY)
    with pytest.raises(IntegrityError, match="price_list_one_at_a_time"), transaction.atomic():
        PriceList.objects.filter(pk=other.pk).update(
            status=PriceListStatus.APPROVED, approved_by=cast.officer, approved_at=timezone.now()
        )


def test_what_may_be_used_today(cast, agreement) -> None:
    held = in_force(cast.officer, agreement, [article("1", "10")])
    today = timezone.localdate()
    purchaser = actor_of(cast.purchaser)
    assert PriceList.objects.usable_by(purchaser, today).get() == held
    agreement.last_day = agreement.ends_on = today - timedelta(days=1)
    agreement.save()
    assert not PriceList.objects.usable_by(purchaser, today).exists()
    agreement.status, agreement.terminated_on = "terminated", today
    agreement.save()
    assert PriceList.objects.usable_by(purchaser, today).exists()
    assert not PriceList.objects.usable_by(purchaser, today + timedelta(days=1)).exists()


# Approval


@pytest.fixture
def indexed(cast, agreement):
    """A list from January 2026 whose prices follow an index of 100 then; it stands at 104.37 in June."""
    index = make_index(cast.officer, cast.cooperation, {"2026-01": "100", "2026-06": "104.37"})
    held = in_force(cast.officer, agreement, [article("1", "64.50"), article("2", "1250"), article("3", "5")])
    return with_clause(cast.officer, held, index)


def test_prices_within_the_index_become_a_change_by_index(cast, agreement, indexed) -> None:
    # 64.50 × 1.0437 = 67.31865 → 67.32; 1250 × 1.0437 = 1304.625 → 1304.63; both exactly at what is allowed
    new = draft(
        cast.officer, agreement, [article("1", "67.32"), article("2", "1304.63"), article("4", "8")], valid_from=JULY
    )
    approved = approve(cast, new, index_month=date(2026, 6, 1))
    change = AgreementChange.objects.get()
    assert approved.change == change
    assert (change.kind, change.legal_basis, change.effective_on) == (
        ChangeKind.INDEX,
        LegalBasis.REVIEW_CLAUSE,
        JULY,
    )
    # (67.32 + 1304.63) ÷ (64.50 + 1250) − 1 = 1371.95 ÷ 1314.50 − 1 = 4.3704… %
    assert change.percent == Decimal("4.370")
    assert change.index_name == "AKI (2026-01, 2026-06)"
    assert (approved.index_month, approved.index_value) == (date(2026, 6, 1), Decimal("104.3700"))


def test_one_ore_above_the_index_is_refused_unless_justified(cast, agreement, indexed) -> None:
    new = draft(cast.officer, agreement, [article("1", "67.33"), article("2", "1250")], valid_from=JULY)
    month = date(2026, 6, 1)
    with pytest.raises(Refused) as refused:
        approve(cast, new, index_month=month)
    assert refused.value.answer.reasons[0].field == "justification"
    with pytest.raises(Refused) as refused:
        approve(cast, new, index_month=month, justification="The raw material is gone from the market.")
    assert refused.value.answer.reasons[0].field == "legal_basis"
    assert PriceList.objects.get(pk=new.pk).is_draft
    approve(
        cast,
        new,
        index_month=month,
        justification="The raw material is gone from the market.",
        legal_basis=LegalBasis.NOT_SUBSTANTIAL,
    )
    assert AgreementChange.objects.get().kind == ChangeKind.PRICE


def test_the_month_of_the_index_must_be_known_and_later(cast, agreement, indexed) -> None:
    new = draft(cast.officer, agreement, [article("1", "65")], valid_from=JULY)
    for month in (None, date(2026, 1, 1), date(2026, 5, 1)):
        with pytest.raises(Refused) as refused:
            approve(cast, new, index_month=month)
        assert refused.value.answer.reasons[0].field == "index_month"


def test_prices_that_stay_need_no_index(cast, agreement, indexed) -> None:
    new = draft(cast.officer, agreement, [article("1", "64.50"), article("9", "3")], valid_from=JULY)
    approved = approve(cast, new)
    assert approved.change is None
    assert (approved.index, approved.index_month) == (indexed.index, date(2026, 1, 1))


def test_dearer_without_a_clause_wants_a_reason_and_cheaper_does_not(cast, agreement) -> None:
    in_force(cast.officer, agreement, [article("1", "10")])
    cheaper = approve(cast, draft(cast.officer, agreement, [article("1", "9")], valid_from=date(2026, 3, 1)))
    assert cheaper.change.kind == ChangeKind.PRICE
    dearer = draft(cast.officer, agreement, [article("1", "9.01")], valid_from=JULY)
    with pytest.raises(Refused):
        approve(cast, dearer)
    approve(cast, dearer, justification="Agreed in the contract.", legal_basis=LegalBasis.REVIEW_CLAUSE)


def test_adjust_moves_every_price_to_the_ore(cast, agreement, indexed) -> None:
    made = services.adjust(
        by=cast.officer,
        price_list_id=indexed.pk,
        version=indexed.version,
        per_cent=Decimal("4.370"),
        valid_from=JULY,
        title="By index",
    )
    # 64.50 → 67.31865 → 67.32; 1250 → 1304.625 → 1304.63; 5 → 5.2185 → 5.22
    assert list(made.items.values_list("price", flat=True)) == [Decimal("67.32"), Decimal("1304.63"), Decimal("5.22")]
    approve(cast, made, index_month=date(2026, 6, 1))
    assert AgreementChange.objects.get().kind == ChangeKind.INDEX


def test_approval_is_for_the_office_and_of_what_was_looked_at(cast, agreement) -> None:
    new = draft(cast.officer, agreement, [article("1", "10")])
    for person in (cast.purchaser, cast.contact, cast.supplier, cast.rival, cast.stranger, cast.administrator):
        with pytest.raises(Refused):
            services.approve(by=person, price_list_id=new.pk, version=new.version)
    services.keep_check(by=cast.officer, price_list_id=new.pk, articles=[article("1", "99")], summary={"errors": 0})
    with pytest.raises(Conflict):
        services.approve(by=cast.officer, price_list_id=new.pk, version=new.version)
    assert AuditEvent.objects.filter(action="price_list.approved").count() == 0


def test_an_empty_draft_is_not_approved(cast, agreement) -> None:
    with pytest.raises(Refused):
        approve(cast, draft(cast.officer, agreement, []))


@pytest.mark.django_db(transaction=True)
def test_two_approvals_at_once(cast, agreement) -> None:
    in_force(cast.officer, agreement, [article("1", "10")])
    drafts = [draft(cast.officer, agreement, [article("1", "9")], valid_from=JULY) for _n in range(2)]
    start, ended = threading.Barrier(2), []

    def run(price_list: PriceList) -> None:
        try:
            start.wait()
            approve(cast, price_list)
            ended.append("approved")
        except Refused:
            ended.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[one]) for one in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # One after the other: the second takes the place of the first, which has then held on no day.
    assert ended == ["approved", "approved"]
    holding = PriceList.objects.in_force(JULY)
    assert holding.count() == 1
    assert PriceList.objects.filter(status=PriceListStatus.REPLACED).count() == 2


# Indices


def test_index_values_are_entered_and_corrected_by_the_office(cast) -> None:
    index = services.add_index(by=cast.officer, cooperation=cast.cooperation, name="AKI", source="SCB")
    for value in ("100", "100.5"):
        services.set_index_value(by=cast.officer, index=index, month=date(2026, 1, 15), value=Decimal(value))
    assert list(index.values.values_list("month", "value")) == [(date(2026, 1, 1), Decimal("100.5"))]
    for person in (cast.purchaser, cast.supplier, cast.stranger, cast.administrator):
        with pytest.raises(Refused):
            services.set_index_value(by=person, index=index, month=date(2026, 2, 1), value=Decimal(1))
    with pytest.raises(Refused):
        services.set_index_value(by=cast.officer, index=index, month=date(2026, 2, 1), value=Decimal(0))
    with pytest.raises(Refused):
        services.add_index(by=cast.officer, cooperation=cast.cooperation, name="AKI", source="SCB")


def test_a_clause_needs_the_value_of_its_base_month(cast, agreement) -> None:
    index = make_index(cast.officer, cast.cooperation, {"2026-01": "100"})
    held = in_force(cast.officer, agreement, [article("1", "10")])
    with pytest.raises(Refused):
        with_clause(cast.officer, held, index, month=date(2025, 12, 1))
    foreign = make_index(cast.stranger, cast.other_cooperation, {"2026-01": "100"})
    with pytest.raises(Refused):
        with_clause(cast.officer, held, foreign)
