"""The ledger's pages: who sees how much of it, and turnover entered, brought in and taken back there."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agreements.ceiling_wording import ceiling_lines
from agreements.facts import with_children
from agreements.models import Agreement, CeilingEntry, TurnoverFile
from agreements.rules.ceilings import View
from tests.agreements.ledger import agreement_with_lots, call_off, sums


@pytest.fixture
def agreement(cast) -> Agreement:
    agreement = agreement_with_lots(cast)
    call_off(cast, agreement, "200")
    call_off(cast, agreement, "123.45", buyer=cast.neighbour)
    return agreement


def page(client, agreement, query="") -> str:
    response = client.get(reverse("agreement-ceiling", args=[agreement.pk]) + query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("actor", "own", "neighbours", "lots"),
    [
        ("administrator", True, True, True),
        ("manager", True, True, True),
        ("officer", True, True, True),
        ("contact", True, False, True),
        ("purchaser", True, False, True),
        ("supplier", False, False, True),
        ("rival", False, False, False),
        ("nobody", False, False, False),
        ("public", False, False, False),
    ],
)
def test_agreement_ceiling_shows_each_reader_what_is_theirs(cast, sign_in, agreement, actor, own, neighbours, lots):
    text = page(sign_in(cast.user(actor)), agreement)
    assert "676,55" in text  # what is left of 1 000, for everybody
    assert ("200\xa0kr" in text) == own
    assert (cast.neighbour.name in text) == neighbours
    assert ("Part 2" in text) == lots


def test_a_lot_without_a_maximum_lies_under_the_agreements(cast):
    """The agreement of 1 000 has a lot of its own maximum, and what is taken of a lot without one counts for it too."""
    agreement = agreement_with_lots(cast)
    agreement.lots.update(maximum_value=None)
    call_off(cast, agreement, "200")
    whole, lot = ceiling_lines(with_children(agreement), View.ALL)
    assert (whole["under_whole"], lot["under_whole"]) == (False, True)
    agreement.maximum_value = None
    whole, lot = ceiling_lines(with_children(agreement), View.ALL)
    assert (whole["under_whole"], lot["under_whole"]) == (False, False)


def test_agreement_ceiling_of_a_past_day(cast, sign_in, agreement):
    client = sign_in(cast.officer)
    assert "Ekby kommun" not in page(client, agreement, "?day=2026-01-31").split('id="list"')[1]
    assert "Ekby kommun" in page(client, agreement, "?day=2026-02-01").split('id="list"')[1]
    for wrong in ("2026-02-30", "soon", "2999-01-01"):
        assert 'data-color="warning"' in page(client, agreement, f"?day={wrong}")


def rows_of(text: str) -> int:
    return text.split('id="list"')[1].count("<tr>") - 1


@pytest.mark.parametrize(
    ("query", "rows"),
    [("", 3), ("?kind=settled", 1), ("?kind=reserved", 2), ("?year=2026", 3), ("?year=2025", -1), ("?lot=nonsense", 3)],
)
def test_agreement_ceiling_entries_are_narrowed(cast, sign_in, agreement, query, rows):
    enter(sign_in(cast.officer), agreement, **{"rows-0-lot": agreement.lots.last().pk})
    assert rows_of(page(sign_in(cast.officer), agreement, query)) == rows


def test_agreement_ceiling_counts_by_its_balances(cast, sign_in, agreement):
    client = sign_in(cast.officer)
    first, second = agreement.lots.all()
    for query, count in (
        ("", 2), (f"?lot={first.pk}", 2), (f"?lot={second.pk}", 0), (f"?buyer={cast.neighbour.pk}", 1),
        (f"?buyer={cast.neighbour.pk}&lot={first.pk}", 1),
    ):  # fmt: skip
        response = client.get(reverse("agreement-ceiling", args=[agreement.pk]) + query)
        assert f"<strong>{count} " in response.content.decode()
    own = page(sign_in(cast.purchaser), agreement)
    assert "<strong>1 " in own


def test_agreement_ceiling_exports_what_is_shown(cast, sign_in, agreement):
    client = sign_in(cast.officer)
    response = client.get(reverse("agreement-ceiling", args=[agreement.pk]) + "?export=csv")
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert any("123.45" in line or "123,45" in line for line in lines)
    own = sign_in(cast.purchaser).get(reverse("agreement-ceiling", args=[agreement.pk]) + "?export=csv")
    assert len(b"".join(own.streaming_content).decode().splitlines()) == 2


def test_agreement_ceiling_costs_as_much_with_more_entries(cast, sign_in, agreement, django_assert_max_num_queries):
    client = sign_in(cast.officer)
    page(client, agreement)
    for month in range(1, 9):
        enter(client, agreement, period_from=f"2026-0{month}-01", period_to=f"2026-0{month}-28")
    with django_assert_max_num_queries(24):
        page(client, agreement)


def enter(client, agreement, **said):
    posted = {
        "source": "Statement",
        "period_from": "2026-06-01",
        "period_to": "2026-06-30",
        "rows-row": "0",
        "rows-0-buyer": agreement.owner_id,
        "rows-0-lot": agreement.lots.first().pk,
        "rows-0-amount": "30",
        **said,
    }
    return client.post(reverse("turnover-new", args=[agreement.pk]), posted)


def test_turnover_new_enters_and_says_what_is_wrong(cast, sign_in, agreement):
    client = sign_in(cast.officer)
    assert enter(client, agreement).status_code == 302
    assert sums(agreement)[1] == 30
    for said in (
        {"rows-0-amount": "1000000"},
        {"rows-0-amount": "0"},
        {"rows-0-lot": ""},
        {"rows-0-call_off": "2026-99999"},
        {"period_to": "2026-05-01"},
        {"rows-0-buyer": "", "rows-0-lot": "", "rows-0-amount": ""},
    ):
        response = enter(client, agreement, **said)
        assert response.status_code == 200
        assert b"error-summary" in response.content
    assert sums(agreement)[1] == 30


def test_turnover_new_frees_what_its_call_off_reserved(cast, sign_in, agreement):
    number = CeilingEntry.objects.filter(buyer=cast.municipality).first().call_off.number
    response = enter(sign_in(cast.officer), agreement, **{"rows-0-call_off": number, "rows-0-amount": "200"})
    assert response.status_code == 302
    assert sums(agreement) == (Decimal("123.45"), Decimal(200))


@pytest.mark.parametrize("actor", ["purchaser", "contact", "supplier", "stranger", "administrator"])
def test_turnover_new_only_by_the_office(cast, sign_in, agreement, actor):
    assert enter(sign_in(cast.user(actor)), agreement).status_code == 403


def test_turnover_of_a_draft_waits_for_publication(cast, sign_in):
    draft = agreement_with_lots(cast)
    Agreement.objects.filter(pk=draft.pk).update(status="draft")
    assert enter(sign_in(cast.officer), draft).status_code == 403


def test_ceiling_correct_and_all_that_came_with_it(cast, sign_in, agreement):
    client = sign_in(cast.officer)
    two = {"rows-row": ["0", "1"], "rows-1-buyer": cast.neighbour.pk, "rows-1-amount": "40",
           "rows-1-lot": agreement.lots.first().pk}  # fmt: skip
    enter(client, agreement, **two)
    entry = CeilingEntry.objects.filter(kind="settled").first()
    address = reverse("ceiling-correct", args=[entry.pk])
    assert reverse("turnover-correct", args=[entry.batch_id]) in client.get(address).content.decode()
    assert client.post(address, {"reason": ""}).status_code == 200
    assert client.post(address, {"reason": "Wrong"}).status_code == 302
    assert client.get(address).status_code == 403  # once only
    assert client.post(reverse("turnover-correct", args=[entry.batch_id]), {"reason": "All"}).status_code == 302
    assert sums(agreement)[1] == 0


CSV = """Lot number;Buyer;Call-off;Amount;Period from;Period to;Reference
1;Ekby kommun;;100,50;2026-07-01;2026-09-30;=cmd()
2;Åsby kommun;;200;2026-07-01;2026-08-31;
2;Ekby kommun;;;;;
"""


def hand_in(client, agreement, content: str, name="turnover.csv"):
    upload = SimpleUploadedFile(name, content.encode())
    return client.post(reverse("turnover-import", args=[agreement.pk]), {"file": upload})


def test_turnover_import_is_looked_at_and_then_entered_once(cast, sign_in, agreement):
    client = sign_in(cast.officer)
    assert hand_in(client, agreement, CSV).status_code == 302
    file = TurnoverFile.objects.get()
    text = client.get(file.get_absolute_url()).content.decode()
    assert "300,50" in text  # what it adds up to
    assert sums(agreement)[1] == 0
    digest = text.split('name="digest" value="')[1].split('"')[0]
    assert client.post(file.get_absolute_url(), {"digest": digest}).status_code == 302
    assert sums(agreement)[1] == Decimal("300.50")
    days = CeilingEntry.objects.filter(batch__file=file).order_by("pk").values_list("day", "reason")
    assert list(days) == [(date(2026, 9, 30), "=cmd()"), (date(2026, 8, 31), "")]
    for actor, status in (("officer", 200), ("purchaser", 404), ("supplier", 404)):
        response = sign_in(cast.user(actor)).get(reverse("file", args=[file.file_id]))
        assert response.status_code == status
        assert status != 200 or b"".join(response.streaming_content) == CSV.encode()
    client = sign_in(cast.officer)
    # the same rows in another order and file
    lines = CSV.splitlines()
    hand_in(client, agreement, "\n".join([lines[0], lines[2], lines[1]]), "other.csv")
    again = TurnoverFile.objects.filter(batch=None).get()
    response = client.post(again.get_absolute_url(), {"digest": digest})
    assert response.status_code == 200
    assert b"error-summary" in response.content
    assert sums(agreement)[1] == Decimal("300.50")
    assert client.post(reverse("turnover-discard", args=[again.pk])).status_code == 302
    assert client.post(reverse("turnover-discard", args=[file.pk])).status_code == 302
    assert list(TurnoverFile.objects.all()) == [file]  # what was entered is kept


def test_turnover_import_of_other_rows_than_were_seen_is_refused(cast, sign_in, agreement):
    client = sign_in(cast.officer)
    hand_in(client, agreement, CSV)
    assert client.post(TurnoverFile.objects.get().get_absolute_url(), {"digest": "other"}).status_code == 200
    assert sums(agreement)[1] == 0


BAD_ROWS = """Lot number;Buyer;Call-off;Amount;Period from;Period to;Reference
9;Ekby kommun;;100;2026-07-01;2026-09-30;
1;Nowhere;;100;2026-07-01;2026-09-30;
1;Ekby kommun;2026-77777;100;2026-07-01;2026-09-30;
1;Ekby kommun;;many;2026-07-01;2026-09-30;
1;Ekby kommun;;-5;2026-07-01;2026-09-30;
1;Ekby kommun;;0;2026-07-01;2026-09-30;
1;Ekby kommun;;100;soon;2026-09-30;
1;Ekby kommun;;100;2026-07-01;;
1;Ekby kommun;;100;2026-09-30;2026-07-01;
1;Ekby kommun;;100;2099-01-01;2099-02-01;
;Ekby kommun;;100;2026-07-01;2026-09-30;
1;;;100;2026-07-01;2026-09-30;
"""


def test_turnover_import_names_the_row_and_column_of_every_error(cast, sign_in, agreement):
    client = sign_in(cast.officer)
    hand_in(client, agreement, BAD_ROWS)
    file = TurnoverFile.objects.get()
    response = client.get(file.get_absolute_url() + "?export=csv")
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()[1:]
    found = {tuple(line.rsplit(",", 2)[1:]) if ";" not in line else tuple(line.rsplit(";", 2)[1:]) for line in lines}
    assert found == {
        ("2", "Lot number"), ("3", "Buyer"), ("4", "Call-off"), ("5", "Amount"), ("6", "Amount"), ("7", "Amount"),
        ("8", "Period from"), ("9", "Period to"), ("10", "Period to"), ("11", "Period to"), ("12", "Lot number"),
        ("13", "Buyer"),
    }  # fmt: skip
    assert client.post(file.get_absolute_url(), {"digest": "x"}).status_code == 200
    assert sums(agreement)[1] == 0


def test_turnover_import_past_the_maximum_is_refused_before_anything_is_entered(cast, sign_in, agreement):
    client = sign_in(cast.officer)
    hand_in(client, agreement, CSV.replace("100,50", "500"))
    file = TurnoverFile.objects.get()
    assert 'name="digest"' not in client.get(file.get_absolute_url()).content.decode()
    assert sums(agreement)[1] == 0


@pytest.mark.parametrize(
    "content", ["", "no table at all", "Lot;Buyer\n1;Ekby kommun\n", "\x00\x01", CSV.split("\n", 1)[0]]
)
def test_turnover_import_of_what_is_no_table_is_refused(cast, sign_in, agreement, content):
    response = hand_in(sign_in(cast.officer), agreement, content)
    assert response.status_code == 200
    assert not TurnoverFile.objects.exists()


def test_turnover_template_can_be_filled_in(cast, sign_in, agreement):
    """With an amount and the days in one of its rows, the workbook is one that the import takes."""
    from python_calamine import CalamineWorkbook
    from xlsxwriter import Workbook

    client = sign_in(cast.officer)
    response = client.get(reverse("turnover-template", args=[agreement.pk]))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content))).get_sheet_by_index(0)
    rows = rows.to_python()
    assert [row[:2] for row in rows[4:]] == [
        ["1", "Ekby kommun"], ["1", "Åsby kommun"], ["2", "Ekby kommun"], ["2", "Åsby kommun"],
    ]  # fmt: skip
    rows[4][3:6] = [77, "2026-07-01", "2026-07-31"]
    filled = io.BytesIO()
    book = Workbook(filled)
    for number, row in enumerate(rows):
        book.worksheets() or book.add_worksheet()
        book.worksheets()[0].write_row(number, 0, row)
    book.close()
    upload = SimpleUploadedFile("turnover.xlsx", filled.getvalue())
    client.post(reverse("turnover-import", args=[agreement.pk]), {"file": upload})
    text = client.get(TurnoverFile.objects.get().get_absolute_url()).content.decode()
    assert "77" in text
    assert 'name="digest"' in text
