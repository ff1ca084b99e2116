"""Budgets and their outcome, commission rates and membership fees: by decision, dated, never edited."""

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from portal.governance.economy.outcome import budget_against_outcome
from portal.governance.economy.rates import fee_for, rate_on
from portal.governance.effects import settled_by
from portal.governance.models import (
    Budget,
    CommissionRate,
    FeeBasis,
    MembershipFee,
    MembershipFeeShare,
    OutcomeEntry,
    OutcomeFile,
)
from portal.governance.services import budgets, commission, fees, outcome
from portal.governance.services.budgets import LineData
from portal.governance.services.fees import FeeData
from portal.governance.services.outcome import EntryData
from portal.workflow.errors import Conflict, Refused
from tests.governance.region import make_region
from tests.governance.setting import decide

LINES = (
    LineData("income", "30", "Commission", Decimal(420_000)),
    LineData("income", "31", "Membership fees", Decimal(280_000)),
    LineData("cost", "50", "Coordinator", Decimal(600_000), "full time"),
    LineData("cost", "63", "Premises", Decimal(80_000)),
)
DAY = date(2025, 1, 1)


@pytest.fixture
def region(db):
    return make_region()


def adopted(region, lines=LINES, day=DAY) -> Budget:
    cooperation, _members, manager = region
    draft = budgets.draft_budget(by=manager, cooperation_id=cooperation.pk, year=2025, lines=lines)
    decision = decide(cooperation, day)
    return budgets.adopt_budget(by=manager, budget_id=draft.pk, decision_id=decision.pk, valid_from=day)


def enter(region, code, amount, day=date(2025, 3, 31), text="Invoice") -> OutcomeEntry:
    cooperation, _members, manager = region
    data = EntryData(code, day, Decimal(amount), text)
    return outcome.enter_outcome(by=manager, cooperation_id=cooperation.pk, data=data)


# Budgets


def test_budget_against_outcome(region):
    cooperation, _members, manager = region
    adopted(region)
    enter(region, "50", "150000.50")
    wrong = enter(region, "50", "9999")
    enter(region, "30", "112000")
    outcome.take_back_outcome(by=manager, entry_id=wrong.pk, reason="Another year's")
    found = budget_against_outcome(cooperation, 2025)
    lines = {line.line.code: line for line in found.lines}
    # 150 000.50 + 9 999 - 9 999 of 600 000; income 112 000 of 700 000; the result is 112 000 - 150 000.50
    assert (lines["50"].outcome, lines["50"].difference, lines["50"].entries) == (
        Decimal("150000.50"),
        Decimal("-449999.50"),
        3,
    )
    assert (found.budgeted("cost"), found.came("cost")) == (Decimal(680_000), Decimal("150000.50"))
    assert (found.budgeted("income"), found.came("income")) == (Decimal(700_000), Decimal(112_000))
    assert (found.result_budgeted, found.result) == (Decimal(20_000), Decimal("-38000.50"))


def test_an_adopted_budget_is_revised_and_never_changed(region):
    cooperation, _members, manager = region
    first = adopted(region)
    enter(region, "63", "1000")
    with pytest.raises(Refused):
        budgets.edit_budget(by=manager, budget_id=first.pk, version=first.version, lines=LINES)
    with pytest.raises(Refused):
        budgets.discard_budget(by=manager, budget_id=first.pk)
    with pytest.raises(Refused, match="63"):
        budgets.draft_budget(by=manager, cooperation_id=cooperation.pk, year=2025, lines=LINES[:3])
    second = adopted(region, (*LINES, LineData("cost", "71", "Travel", Decimal(20_000))), date(2025, 6, 1))
    assert (first.number, second.number) == (1, 2)
    assert first.lines.count() == 4
    assert budget_against_outcome(cooperation, 2025).budget == second
    assert budget_against_outcome(cooperation, 2025, first).budgeted("cost") == Decimal(680_000)
    assert settled_by(manager, [second.decision])[second.decision_id][0].valid_from == date(2025, 6, 1)


def test_a_revision_counts_from_its_day(region):
    cooperation, _members, _manager = region
    first = adopted(region)
    second = adopted(region, (*LINES[:3], LineData("cost", "71", "Travel", Decimal(20_000))), date(2025, 6, 1))
    for day, version in ((date(2025, 5, 31), first), (date(2025, 6, 1), second), (date(2024, 12, 1), first)):
        assert budget_against_outcome(cooperation, 2025, up_to=day).budget == version


def test_outcome_is_never_lost_by_a_revision(region):
    cooperation, _members, manager = region
    adopted(region)
    shorter = budgets.draft_budget(by=manager, cooperation_id=cooperation.pk, year=2025, lines=LINES[:3])
    enter(region, "63", "1000")
    decision = decide(cooperation)
    with pytest.raises(Refused, match="63"):
        budgets.adopt_budget(by=manager, budget_id=shorter.pk, decision_id=decision.pk, valid_from=DAY)


def test_outcome_of_a_line_that_a_coming_revision_leaves_out_still_counts(region):
    cooperation, _members, manager = region
    adopted(region)
    second = adopted(region, LINES[:3], date(2025, 6, 1))
    told = {"year": 2025, "code": "63", "day": date(2025, 3, 31), "text": "Entered while the first was in force"}
    OutcomeEntry.objects.create(cooperation=cooperation, amount=1000, by=manager, **told)
    found = budget_against_outcome(cooperation, 2025)
    assert (found.budget, found.budgeted("cost"), found.came("cost")) == (second, Decimal(600_000), Decimal(1000))


def test_what_is_adopted_or_set_stands_in_postgresql_too(region):
    _cooperation, _members, _manager = region
    budget = adopted(region)
    fee = set_fee(region, FeeData(2025, FeeBasis.FLAT, Decimal(5000)))
    for change in (
        lambda: Budget.objects.update(valid_from=date(2025, 2, 1)),
        lambda: budget.lines.update(amount=1),
        lambda: budget.lines.create(kind="cost", code="99", title="Late", amount=1),
        lambda: budget.lines.all().delete(),
        lambda: MembershipFee.objects.update(amount=1),
        lambda: fee.shares.update(amount=1),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_budget_is_adopted_only_by_its_own_cooperations_decision_in_effect(region, cast):
    cooperation, _members, manager = region
    draft = budgets.draft_budget(by=manager, cooperation_id=cooperation.pk, year=2025, lines=LINES)
    for decision, day in (
        (decide(cast.cooperation), DAY),
        (decide(cooperation, date(2025, 2, 1)), DAY),
        (decide(cooperation), date(2026, 1, 1)),
    ):
        with pytest.raises(Refused):
            budgets.adopt_budget(by=manager, budget_id=draft.pk, decision_id=decision.pk, valid_from=day)


def test_drafts_are_edited_by_version_and_stand_alone(region, cast):
    cooperation, _members, manager = region
    draft = budgets.draft_budget(by=manager, cooperation_id=cooperation.pk, year=2025, lines=LINES)
    with pytest.raises(Refused):
        budgets.draft_budget(by=manager, cooperation_id=cooperation.pk, year=2025, lines=LINES)
    budgets.edit_budget(by=manager, budget_id=draft.pk, version=1, lines=LINES[:2])
    with pytest.raises(Conflict):
        budgets.edit_budget(by=manager, budget_id=draft.pk, version=1, lines=LINES)
    with pytest.raises(Refused, match="30"):
        budgets.edit_budget(by=manager, budget_id=draft.pk, version=2, lines=(LINES[0], LINES[0]))
    with pytest.raises(Refused):
        budgets.edit_budget(by=cast.officer, budget_id=draft.pk, version=2, lines=LINES)
    budgets.discard_budget(by=manager, budget_id=draft.pk)
    assert not Budget.objects.exists()


def test_an_empty_budget_is_not_adopted(region):
    with pytest.raises(Refused):
        adopted(region, ())


# Outcome


def test_outcome_is_entered_on_lines_of_an_adopted_budget(region, cast):
    cooperation, _members, _manager = region
    with pytest.raises(Refused):
        enter(region, "50", "1")
    adopted(region)
    for code, amount, day in (("99", "1", DAY), ("50", "0", DAY), ("50", "1", date(2024, 1, 1))):
        with pytest.raises(Refused):
            enter(region, code, amount, day)
    with pytest.raises(Refused):
        outcome.enter_outcome(
            by=cast.officer, cooperation_id=cooperation.pk, data=EntryData("50", DAY, Decimal(1), "No")
        )


def test_an_entry_is_taken_back_once_and_never_edited(region):
    _cooperation, _members, manager = region
    adopted(region)
    entry = enter(region, "50", "100")
    counter = outcome.take_back_outcome(by=manager, entry_id=entry.pk, reason="Twice")
    assert (counter.amount, counter.corrects, counter.day) == (Decimal(-100), entry, entry.day)
    for row in (entry, counter):
        with pytest.raises(Refused):
            outcome.take_back_outcome(by=manager, entry_id=row.pk, reason="Again")
    with pytest.raises(Refused):
        outcome.take_back_outcome(by=manager, entry_id=enter(region, "50", "1").pk, reason=" ")
    for change in (lambda: OutcomeEntry.objects.update(amount=1), lambda: entry.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def book(*rows) -> bytes:
    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file)
    sheet = workbook.add_worksheet("Ledger")
    for number, row in enumerate((("Konto", "Dato", "Beløp", "Tekst"), *rows)):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    workbook.close()
    return file.getvalue()


def handed_in(region, content, name="ledger.xlsx") -> OutcomeFile:
    cooperation, _members, manager = region
    return outcome.hand_in(by=manager, cooperation_id=cooperation.pk, year=2025, name=name, content=content)


def test_a_ledger_is_entered_whole_and_never_twice(region):
    cooperation, _members, manager = region
    adopted(region)
    rows = (("50", "2025-01-31", 46666.67, "Salary"), (50, "28.02.2025", "-1 000,50", "Refund"))
    file = handed_in(region, book(*rows))
    found = outcome.checked(file)
    assert (len(found.rows), found.total, found.findings.problems) == (2, Decimal("45666.17"), [])
    assert outcome.enter_file(by=manager, file_id=file.pk, digest=found.digest) == 2
    assert budget_against_outcome(cooperation, 2025).came("cost") == Decimal("45666.17")
    again = handed_in(region, book(*reversed(rows)))
    for one, digest in ((file, found.digest), (again, found.digest), (again, "other")):
        with pytest.raises(Refused):
            outcome.enter_file(by=manager, file_id=one.pk, digest=digest)
    outcome.discard_file(by=manager, file_id=again.pk)
    assert OutcomeEntry.objects.count() == 2


@pytest.mark.parametrize("amount", [b"100,00", b"100,0", None])
def test_the_same_ledger_in_another_kind_of_file_is_not_entered_twice(region, amount):
    """None is a workbook, whose cells are numbers."""
    _cooperation, _members, manager = region
    adopted(region)
    ledger = b"Account;Date;Amount;Description\n50;2025-04-01;%s;Salary\n"
    first = handed_in(region, ledger % b"100", "ledger.csv")
    outcome.enter_file(by=manager, file_id=first.pk, digest=outcome.checked(first).digest)
    if amount is None:
        again = handed_in(region, book(("50", "2025-04-01", 100, "Salary")))
    else:
        again = handed_in(region, ledger % amount, "ledger.csv")
    with pytest.raises(Refused):
        outcome.enter_file(by=manager, file_id=again.pk, digest=outcome.checked(again).digest)
    assert OutcomeEntry.objects.count() == 1


def test_what_is_wrong_in_a_ledger_is_told_by_row_and_column(region):
    _cooperation, _members, manager = region
    adopted(region)
    file = handed_in(
        region,
        book(
            ("50", "2025-01-31", 1, "Right"),
            ("99", "2025-01-31", 1, "No line"),
            ("50", "2024-12-31", 1, "Another year"),
            ("50", "2025-01-31", "much", "No amount"),
            ("50", "2025-01-31", 1, ""),
        ),
    )
    found = outcome.checked(file)
    assert [(one.row, one.column) for one in found.findings.problems] == [
        (3, "Konto"), (4, "Dato"), (5, "Beløp"), (6, "Tekst"),
    ]  # fmt: skip
    with pytest.raises(Refused):
        outcome.enter_file(by=manager, file_id=file.pk, digest=found.digest)
    assert not OutcomeEntry.objects.exists()


def test_what_is_no_ledger_is_refused_at_once(region):
    adopted(region)
    for content in (b"", b"Name;Colour\nA;red\n"):
        with pytest.raises(Refused):
            handed_in(region, content, "x.csv")


# Commission


def test_the_rate_on_a_day(region, cast):
    cooperation, _members, manager = region

    def set_rate(percent, day, by=manager):
        return commission.set_commission_rate(
            by=by,
            cooperation_id=cooperation.pk,
            percent=Decimal(percent),
            valid_from=day,
            decision_id=decide(cooperation, min(day, DAY)).pk,
        )

    first = set_rate("1.5", DAY)
    second = set_rate("1.25", date(2026, 1, 1))
    assert [rate_on(cooperation.pk, day) for day in (date(2024, 12, 31), DAY, date(2025, 12, 31))] == [
        None, first, first,
    ]  # fmt: skip
    assert rate_on(cooperation.pk, date(2030, 1, 1)) == second
    for percent, day in (("1", date(2026, 1, 1)), ("26", date(2027, 1, 1)), ("-1", date(2027, 1, 1))):
        with pytest.raises(Refused):
            set_rate(percent, day)
    with pytest.raises(Refused):
        set_rate("1", date(2027, 1, 1), cast.officer)
    coming = date(timezone.localdate().year + 2, 1, 1)
    wrong, right = set_rate("9", coming), set_rate("0.9", coming)
    wrong.refresh_from_db()
    assert (rate_on(cooperation.pk, coming), wrong.withdrawn_by) == (right, right.decision)
    assert rate_on(cooperation.pk, coming - timedelta(days=1)) == second
    with pytest.raises(IntegrityError), transaction.atomic():
        CommissionRate.objects.create(
            cooperation=cooperation, percent=1, valid_from=date(2025, 6, 1), decision=first.decision
        )


# Fees


def set_fee(region, data, decision=None) -> MembershipFee:
    cooperation, _members, manager = region
    decision = decision or decide(cooperation)
    return fees.set_membership_fee(by=manager, cooperation_id=cooperation.pk, decision_id=decision.pk, data=data)


def test_a_fee_by_inhabitants_keeps_its_population(region):
    cooperation, members, _manager = region
    fee = set_fee(region, FeeData(2025, FeeBasis.INHABITANTS, Decimal("3.3333")))
    tinn = fee.shares.get(organisation=members["Tinn"])
    # 5 533 × 3.3333 = 18 443.1489
    assert (tinn.amount, tinn.population, tinn.population_year) == (Decimal("18443.15"), 5533, 2024)
    assert fee_for(cooperation.pk, 2025) == fee


def test_flat_fees_and_fees_of_each_members_own(region):
    _cooperation, members, _manager = region
    flat = set_fee(region, FeeData(2025, FeeBasis.FLAT, Decimal(40_000)))
    assert set(flat.shares.values_list("amount", flat=True)) == {Decimal(40_000)}
    assert flat.shares.count() == 7
    own = set_fee(region, FeeData(2025, FeeBasis.MEMBER, amounts={members["Tinn"].pk: Decimal(5)}))
    assert (own.number, own.shares.count(), own.amount) == (2, 1, None)


def test_a_fee_that_cannot_be_set_is_refused(region):
    cooperation, _members, _manager = region
    for data in (
        FeeData(2025, FeeBasis.FLAT),
        FeeData(2025, FeeBasis.MEMBER, amounts={}),
        FeeData(2010, FeeBasis.FLAT, Decimal(1)),  # no members yet
        FeeData(2023, FeeBasis.INHABITANTS, Decimal(1)),  # no population is known of 2023 or before
    ):
        with pytest.raises(Refused):
            set_fee(region, data)
    with pytest.raises(Refused):
        set_fee(region, FeeData(2025, FeeBasis.FLAT, Decimal(1)), decide(cooperation, date(2026, 1, 1)))
    fee = set_fee(region, FeeData(2025, FeeBasis.FLAT, Decimal(1)))
    MembershipFee.objects.filter(pk=fee.pk).update(invoiced_on=DAY)
    with pytest.raises(Refused):
        set_fee(region, FeeData(2025, FeeBasis.FLAT, Decimal(2)))


# The pages


def test_economy_of_a_contact_is_the_own_members_part(cast, sign_in):
    decision = decide(cast.cooperation)
    fee = MembershipFee.objects.create(
        cooperation=cast.cooperation, year=2026, number=1, basis="member", decision=decision
    )
    for organisation, amount in ((cast.municipality, 1111), (cast.neighbour, 2222)):
        MembershipFeeShare.objects.create(fee=fee, organisation=organisation, amount=amount)
    address = f"{reverse('economy', args=[cast.cooperation.pk])}?year=2026"
    page = sign_in(cast.contact).get(address).content.decode().replace("\xa0", " ")
    assert "1 111" in page or "1,111" in page
    assert "2 222" not in page and "2,222" not in page
    assert sign_in(cast.steering).get(fee.get_absolute_url()).status_code == 200
    assert sign_in(cast.contact).get(fee.get_absolute_url()).status_code == 403


def test_economy_index_leads_to_the_only_one(cast, sign_in):
    answer = sign_in(cast.officer).get(reverse("economy-index"))
    assert answer.url == reverse("economy", args=[cast.cooperation.pk])
    assert sign_in(cast.purchaser).get(reverse("economy-index")).status_code == 403


def test_budget_draft_adopt_and_export(region, sign_in):
    cooperation, _members, manager = region
    client = sign_in(manager)
    form = {
        "year": "2025", "lines-row": "0", "lines-0-kind": "cost", "lines-0-code": "50", "lines-0-title": "Coordinator",
        "lines-0-amount": "600 000", "lines-0-note": "",
    }  # fmt: skip
    client.post(reverse("budget-draft", args=[cooperation.pk]), form)
    draft = Budget.objects.get()
    client.post(reverse("budget-edit", args=[draft.pk]), {**form, "note": "As last year", "version": "1"})
    decision = decide(cooperation)
    adoption = {"decision": decision.pk, "valid_from": "2025-01-01"}
    client.post(reverse("budget-adopt", args=[draft.pk]), {**adoption, "version": "1"})  # it has been changed since
    assert not Budget.objects.adopted().exists()
    client.post(reverse("budget-adopt", args=[draft.pk]), {**adoption, "version": "2"})
    draft.refresh_from_db()
    assert (draft.decision, draft.note) == (decision, "As last year")
    enter(region, "50", "1234.50")
    page = client.get(f"{reverse('budget', args=[draft.pk])}?export=xlsx")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(page.streaming_content))).get_sheet_by_index(0)
    assert 1234.5 in sheet.to_python()[1]
    assert client.get(reverse("economy", args=[cooperation.pk]) + "?year=2025").status_code == 200


def test_outcome_pages(region, sign_in):
    cooperation, _members, manager = region
    adopted(region)
    client = sign_in(manager)
    here = [cooperation.pk]
    form = {"code": "50", "day": "2025-02-01", "amount": "100", "text": "Credit", "is_credit": "on"}
    client.post(reverse("outcome-enter", args=here) + "?year=2025", form)
    entry = OutcomeEntry.objects.get()
    assert entry.amount == -100
    client.post(reverse("outcome-take-back", args=[entry.pk]), {"reason": "Wrong"})
    assert OutcomeEntry.objects.count() == 2
    upload = SimpleUploadedFile("ledger.xlsx", book(("50", "2025-01-31", 10, "Salary")))
    answer = client.post(reverse("outcome-import", args=here) + "?year=2025", {"file": upload})
    file = OutcomeFile.objects.get()
    assert answer.url == file.get_absolute_url()
    digest = outcome.checked(file).digest
    client.post(answer.url, {"digest": digest})
    assert OutcomeEntry.objects.filter(file=file).count() == 1
    assert client.get(reverse("outcome-list", args=here) + "?year=2025&code=50").status_code == 200
    assert client.get(reverse("outcome-template", args=here) + "?year=2025").status_code == 200


def test_commission_and_fee_pages(region, sign_in):
    cooperation, members, manager = region
    client = sign_in(manager)
    decision = decide(cooperation)
    form = {"percent": "1,5", "valid_from": "2025-01-01", "decision": decision.pk}
    client.post(reverse("commission-rate-set", args=[cooperation.pk]), form, headers={"accept-language": "nb"})
    assert CommissionRate.objects.get().percent == Decimal("1.5")
    other = decide(cooperation)
    for chosen in (decision, other):
        form |= {"valid_from": f"{timezone.localdate().year + 2}-01-01", "decision": chosen.pk}
        client.post(reverse("commission-rate-set", args=[cooperation.pk]), form, headers={"accept-language": "nb"})
    page = client.get(reverse("commission-rates", args=[cooperation.pk])).content.decode()
    assert page.count(other.get_absolute_url()) == 2  # of the rate that holds, and of the one that it replaced
    form = {"year": "2025", "basis": "member", f"member-{members['Tinn'].pk}": "500", "decision": decision.pk}
    client.post(reverse("membership-fee-set", args=[cooperation.pk]), form)
    fee = MembershipFee.objects.get()
    assert fee.shares.get().amount == 500
    assert client.get(fee.get_absolute_url()).status_code == 200
    assert client.get(reverse("commission-rates", args=[cooperation.pk])).status_code == 200
