"""What happens under the agreements, on a register small enough to count by hand."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pypdf
import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from agreements.models import Agreement, CallOff, CeilingEntry, ExtensionOption, OffContractPurchase
from agreements.states import OptionState
from agreements.states.call_offs import CallOffStatus, OffContractReason, OffContractStatus
from agreements.states.ceilings import EntryKind
from portal.figures import catalogue, counting, kept, sheets
from portal.reports import making
from portal.workflow import audit
from tests.cast import make_cast
from tests.factories import TODAY, make_agreement, make_cpv, make_organisation
from tests.figures.test_links import rows_of


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(f"{TODAY.isoformat()} 09:00", tick=False), translation.override("en"):
        yield


def call_off(agreement: Agreement, buyer: Any, amount: str, day: date, by: Any, status: str = "made") -> None:
    lot = agreement.lots.get()
    made = CallOff.objects.create(
        agreement=agreement,
        lot=lot,
        supplier=lot.suppliers.get().supplier,
        buyer=buyer,
        title="As agreed",
        amount=Decimal(amount),
        called_off_on=day,
        ends_on=date(2027, 6, 30),
        status=status,
        cancelled_because="Not needed" if status == CallOffStatus.CANCELLED else "",
        contact=by,
        created_by=by,
    )
    if status == CallOffStatus.MADE:
        CeilingEntry.objects.create(
            agreement=agreement,
            lot=lot,
            buyer=buyer,
            call_off=made,
            kind=EntryKind.RESERVED,
            reserved=Decimal(amount),
            day=day,
            by=by,
        )


def outside(agreement: Agreement, buyer: Any, amount: str, day: date, reason: str, by: Any, status: str) -> None:
    OffContractPurchase.objects.create(
        agreement=agreement,
        buyer=buyer,
        title="Soap",
        supplier_name="The shop",
        amount=Decimal(amount),
        bought_on=day,
        reason=reason,
        explanation="It was so.",
        status=status,
        withdrawn_because="Wrong" if status == OffContractStatus.WITHDRAWN else "",
        created_by=by,
    )


@pytest.fixture
def register(cast):
    """On 20 November 2026, of the agreements in force:

    - cleaning: 100 000 used in each of the twelve full months before, of 1 500 000: 80 per cent; an option to decide on
      by 20 February 2027;
    - food: 400 000 reserved of its lot's 400 000 (exhausted), of 1 000 000 in all; an option by 20 May 2027;
    - paper: 850 000 of 1 000 000 reserved on 21 November 2025: 85 per cent; an option by 21 May, a day too late;
    - books: 699 999.99 of 1 000 000, reserved on 20 November 2025; its option is used;
    - foreign: in Norwegian kroner, 10 000 reserved today.

    Not counted: what has expired, a cancelled call-off, and what another cooperation does.
    """
    ours, ekby, asby, by = cast.cooperation, cast.municipality, cast.neighbour, cast.officer
    clean, eat = make_cpv("90000000", "Städtjänster", "", "Cleaning"), make_cpv("15000000", "Livsmedel", "", "Food")
    million = Decimal(1000000)
    cleaning = make_agreement(ours, ekby, title="Cleaning", cpv=clean)
    food = make_agreement(ours, asby, title="Food", cpv=eat, maximum_value=million)
    food.lots.update(maximum_value=Decimal(400000))
    paper = make_agreement(ours, ekby, title="Paper", cpv=eat, maximum_value=million)
    books = make_agreement(ours, ekby, title="Books", cpv=eat, maximum_value=million)
    foreign = make_agreement(ours, asby, title="Foreign", cpv=eat, currency="NOK")
    expired = make_agreement(ours, ekby, title="Expired", cpv=eat, ends_on=date(2026, 11, 19), maximum_value=million)
    theirs = make_agreement(cast.other_cooperation, title="Theirs", maximum_value=million)
    for month in range(12):
        CeilingEntry.objects.create(
            agreement=cleaning,
            lot=cleaning.lots.get(),
            buyer=ekby,
            kind=EntryKind.SETTLED,
            used=Decimal(100000),
            day=date(2025 + (month + 10) // 12, (month + 10) % 12 + 1, 15),
            by=by,
        )
    call_off(food, asby, "400000", date(2026, 10, 1), by)
    call_off(food, asby, "5000", date(2026, 11, 1), by, CallOffStatus.CANCELLED)
    call_off(paper, ekby, "850000", date(2025, 11, 21), by)
    call_off(books, ekby, "699999.99", date(2025, 11, 20), by)
    call_off(foreign, asby, "10000", TODAY, by)
    call_off(expired, make_organisation("Örby kommun"), "900000", date(2024, 12, 31), by)
    call_off(theirs, cast.other_cooperation.host, "900000", TODAY, by)
    for agreement, notice_by, state in (
        (cleaning, date(2027, 2, 20), OptionState.OPEN),
        (food, date(2027, 5, 20), OptionState.OPEN),
        (paper, date(2027, 5, 21), OptionState.OPEN),
        (books, date(2026, 12, 1), OptionState.USED),
        (foreign, date(2026, 11, 19), OptionState.OPEN),
        (theirs, date(2026, 12, 1), OptionState.OPEN),
    ):
        agreement.options.update(notice_by=notice_by, state=state)
    noted, urgent, price = OffContractStatus.NOTED, OffContractReason.URGENT, OffContractReason.PRICE
    outside(cleaning, asby, "10000", TODAY, urgent, by, noted)
    outside(cleaning, asby, "5000", date(2025, 11, 21), price, by, noted)
    outside(food, ekby, "2000.50", date(2026, 3, 1), urgent, by, noted)
    outside(food, ekby, "9000", date(2026, 3, 1), urgent, by, OffContractStatus.WITHDRAWN)
    outside(food, ekby, "9000", date(2025, 11, 20), urgent, by, noted)
    outside(theirs, cast.other_cooperation.host, "9000", TODAY, urgent, by, noted)
    return ours


def told(volumes) -> list[tuple[str, int, Decimal]]:
    return [(volume.label, volume.number.value, volume.amount.amount) for volume in volumes]


def test_ceilings_near_and_reached(register):
    use = catalogue.steering(register).use
    assert [figure.value for figure in use.ceiling_levels] == [1, 1, 1]
    near = [(row.agreement, row.lot, row.maximum, row.reserved, row.used, row.left) for row in use.ceilings]
    nothing = Decimal("0.00")
    assert near == [
        ("Food", "Whole", Decimal("400000.00"), Decimal("400000.00"), nothing, nothing),
        ("Paper", "", Decimal("1000000.00"), Decimal("850000.00"), nothing, Decimal("150000.00")),
        ("Cleaning", "", Decimal("1500000.00"), nothing, Decimal("1200000.00"), Decimal("300000.00")),
    ]


def test_the_day_a_ceiling_is_expected_to_run_out(register):
    """300 000 are left, 100 000 are taken a month without any spread: 3 x 30.4375 = 91 days from 20 November."""
    food, paper, cleaning = catalogue.steering(register).use.ceilings
    assert (cleaning.runs_out_on, cleaning.earliest, cleaning.latest) == (date(2027, 2, 19),) * 3
    assert (food.runs_out_on, food.outlook) == (None, "has run out")
    assert paper.runs_out_on is not None


def test_options_to_decide_on(register):
    use = catalogue.steering(register).use
    assert [figure.value for figure in use.options_due] == [1, 2]
    assert [(row.agreement, row.notice_by, row.months) for row in use.options] == [
        ("Cleaning", date(2027, 2, 20), 12),
        ("Food", date(2027, 5, 20), 12),
    ]


def test_call_offs_by_quarter_and_buyer(register):
    use = catalogue.steering(register).use
    assert told([use.call_offs]) == [("Call-offs in 12 months", 3, Decimal("1250000.00"))]
    assert (use.call_offs.amount.known, use.call_offs.amount.unknown) == (2, 1)
    quarters = told(use.call_offs_by_quarter)
    assert [label for label, _n, _sum in quarters][::7] == ["Q1 2025", "Q4 2026"]
    assert [row for row in quarters if row[1]] == [
        ("Q4 2025", 2, Decimal("1549999.99")),
        ("Q4 2026", 2, Decimal("400000.00")),
    ]
    members = [
        (row.label, row.number.value, row.amount.amount, row.before.number.value, row.before.amount.amount)
        for row in use.call_offs_by_member
    ]
    assert members == [
        ("Ekby kommun", 1, Decimal("850000.00"), 1, Decimal("699999.99")),
        ("Åsby kommun", 2, Decimal("400000.00"), 0, Decimal(0)),
        ("Örby kommun", 0, Decimal(0), 1, Decimal("900000.00")),
    ]


def test_off_contract_purchases_by_member_category_and_reason(register):
    use = catalogue.steering(register).use
    assert told([use.off_contract]) == [("Off-contract purchases in 12 months", 3, Decimal("17000.50"))]
    assert told(use.off_contract_by_member) == [
        ("Åsby kommun", 2, Decimal("15000.00")),
        ("Ekby kommun", 1, Decimal("2000.50")),
    ]
    assert told(use.off_contract_by_category) == [("Cleaning", 2, Decimal("15000.00")), ("Food", 1, Decimal("2000.50"))]
    assert [(figure.number.value, figure.amount.amount) for figure in use.off_contract_by_reason] == [
        (2, Decimal("12000.50")),
        (1, Decimal("5000.00")),
    ]


@pytest.mark.parametrize("actor", ["manager", "officer", "administrator"])
def test_every_figure_equals_its_list(register, cast, sign_in, actor):
    use = catalogue.steering(register).use
    client = sign_in(cast.user(actor))
    figures = [*use.open_to_all(), *use.of_buyers()]
    assert [(figure.key, figure.value) for figure in figures] == [
        (figure.key, rows_of(client, figure)) for figure in figures
    ]


def test_the_steering_group_is_shown_figures_without_rows_that_it_may_not_see(register, cast, sign_in):
    use = catalogue.steering(register).use
    page = sign_in(cast.steering).get(reverse("dashboard")).content.decode()
    for figure in use.open_to_all():
        assert figure.rows_url.replace("&", "&amp;") in page
    assert reverse("call-off-list") + "?cooperation" not in page
    for_office = sign_in(cast.officer).get(reverse("dashboard")).content.decode()
    for figure in use.of_buyers():
        assert figure.rows_url.replace("&", "&amp;") in for_office


def test_a_lot_near_its_ceiling_is_not_told_to_strangers(register, client):
    """The lot of the food is exhausted, the agreement is not: only the sums of the whole are for everybody."""
    titles = client.get(reverse("agreement-list"), {"ceiling": "exhausted", "export": "csv"})
    assert "Food" not in b"".join(titles).decode("utf-8-sig")
    titles = client.get(reverse("agreement-list"), {"ceiling": "watch", "export": "csv"})
    assert "Cleaning" in b"".join(titles).decode("utf-8-sig")


#: What the golden figures above look like to a reader of Swedish, without spaces.
SHOWN = (
    "400000kr",
    "850000kr",
    "1500000kr",
    "1200000kr",
    "300000kr",
    "1250000kr",
    "1549999,99kr",
    "699999,99kr",
    "17000,50kr",
    "12000,50kr",
    "19feb.2027",
    "20maj2027",
)


def plain(text: str) -> str:
    return "".join(text.split())


def test_page_report_and_sheet_show_the_same_figures(register, cast, sign_in):
    figures = catalogue.steering(register)
    with translation.override("sv"):
        content = making.render(figures, {})
        lines = list(sheets.rows(figures))
    printed = plain(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages))
    page = plain(sign_in(cast.officer).get(reverse("dashboard"), headers={"accept-language": "sv"}).content.decode())
    for words in SHOWN:
        assert words in page, words
        assert words in printed, words
    amounts = {row.amount.amount for row in lines if row.amount is not None}
    assert {Decimal("1250000.00"), Decimal("1549999.99"), Decimal("17000.50")} <= amounts
    assert [(row.left, row.day) for row in lines if row.label == "Cleaning" and row.used] == [
        (Decimal("300000.00"), date(2027, 2, 19))
    ]


def test_a_report_from_before_this_was_counted_has_none_of_it(register):
    taken = catalogue.take(register)
    del taken["use"]
    assert catalogue.shown(register, taken).use is None


@pytest.mark.django_db(transaction=True)
def test_what_is_counted_is_kept_until_somebody_does_something(cast, django_assert_num_queries):
    cache.clear()
    first = kept.use(cast.cooperation, TODAY)
    with django_assert_num_queries(1):
        assert kept.use(cast.cooperation, TODAY) == first
    agreement = make_agreement(cast.cooperation, cast.municipality)
    call_off(agreement, cast.municipality, "1000", TODAY, cast.officer)
    audit.record("call_off.made", CallOff.objects.get(), by=cast.officer)
    assert kept.use(cast.cooperation, TODAY)["call_offs"]["total"]["number"] == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_is_kept_while_somebody_else_is_at_it(django_assert_num_queries):
    cast = make_cast()
    cache.clear()
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN; LOCK TABLE workflow_auditevent IN ROW EXCLUSIVE MODE")  # as an INSERT does
            kept.use(cast.cooperation, TODAY)
            with CaptureQueriesContext(connection) as asked:
                kept.use(cast.cooperation, TODAY)
            assert len(asked) > 1
            cursor.execute("COMMIT")
        kept.use(cast.cooperation, TODAY)
        with django_assert_num_queries(1):
            kept.use(cast.cooperation, TODAY)
    finally:
        other.close()


def test_figures_of_use_cost_the_same_however_many_there_are(register, cast, django_assert_num_queries):
    for _number in range(3):
        more = make_agreement(register, cast.municipality, maximum_value=Decimal(1000))
        call_off(more, cast.municipality, "1000", TODAY, cast.officer)
        ExtensionOption.objects.filter(agreement=more).update(notice_by=date(2026, 12, 1))
    with django_assert_num_queries(9):
        counting.use(register, TODAY)
