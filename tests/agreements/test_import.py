"""Importing: what a register brings, what blocks it, what is only warned about, and that it is all or nothing."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from agreements.imports import writing
from agreements.models import Agreement, ColumnMapping, LotSupplier
from agreements.services import imports
from portal.jobs.states import JobStatus
from portal.workflow.errors import Refused
from portal.workflow.models import AuditEvent
from suppliers.models import Supplier
from tests import factories
from tests.agreements.import_files import csv_file, xlsx_file
from tests.agreements.importing import BOFINK, brought, check, generic, hand_in, problems, registered, write


@pytest.fixture
def register(cast, settings):
    return registered(cast, settings)


def test_a_whole_agreement_comes_in_and_may_be_published(register):
    imported = brought(register, generic(), publishing=True)
    agreement = Agreement.objects.get()
    assert (agreement.status, agreement.number, agreement.owner) == ("published", "2026/1", register.municipality)
    assert (agreement.starts_on, agreement.last_day) == (date(2026, 1, 1), date(2027, 12, 31))
    assert (agreement.estimated_value, agreement.maximum_value) == (Decimal("1000000.50"), Decimal("1500000.00"))
    assert (agreement.responsible, agreement.currency) == (register.officer, "SEK")
    assert [option.months for option in agreement.options.all()] == [12, 12]
    assert {buyer.organisation for buyer in agreement.buyers.all()} == {register.municipality, register.neighbour}
    assert all(buyer.is_binding for buyer in agreement.buyers.all())
    (place,) = LotSupplier.objects.all()
    assert (place.supplier.name, place.supplier.registration_number) == ("Bofink Städ AB", BOFINK)
    assert place.lot.call_off_method == "single"
    assert imported.status == "written"
    assert AuditEvent.objects.filter(action="agreement.imported", actor=register.officer).count() == 1
    assert AuditEvent.objects.filter(action="agreement.published").count() == 1


def test_nothing_is_written_before_it_is_confirmed(register):
    imported = check(register, hand_in(register, generic()))
    assert (imported.summary["new"], imported.summary["publishable"]) == (1, 1)
    assert imported.preview[0]["suppliers"] == ["Bofink Städ AB"]
    assert not Agreement.objects.exists()
    assert not Supplier.objects.filter(registration_number=BOFINK).exists()


def test_without_publishing_everything_comes_in_as_drafts(register):
    brought(register, generic())
    assert Agreement.objects.get().is_draft


def test_what_keeps_no_rules_comes_in_as_a_draft_with_its_reason(register):
    imported = brought(register, generic({"Takvärde": "", "Slutdatum": "", "Option": ""}), publishing=True)
    assert Agreement.objects.get().is_draft
    assert imported.summary["publishable"] == 0
    assert imported.summary["reasons"]


def test_rows_with_one_number_are_one_agreement_with_lots_and_ranks(register):
    rows = [
        ["Nummer", "Titel", "Ägare", "Anbudsområde", "Leverantör", "Rang"],
        ["7", "Möbler", "ekby  KOMMUN", "Stolar", "Första AB", 1],
        ["7", "", "", "Stolar", "Andra AB", 2],
        ["7", "", "", "Bord", "första ab", ""],
        ["", "Utan nummer", "", "", "", ""],
    ]
    brought(register, xlsx_file(rows))
    furniture = Agreement.objects.get(number="7")
    chairs, tables = furniture.lots.all()
    assert [(place.supplier.name, place.rank) for place in chairs.suppliers.all()] == [
        ("Första AB", 1),
        ("Andra AB", 2),
    ]
    assert (chairs.call_off_method, tables.call_off_method) == ("ranking", "single")
    assert Supplier.objects.filter(name__iexact="första ab").count() == 1
    assert Agreement.objects.filter(number="", title="Utan nummer").exists()


def test_the_same_file_twice_changes_nothing(register):
    content = generic(
        {}, {"Nummer": "", "Titel": "Utan nummer"}, {"Nummer": "8", "Leverantör": "Namn AB", "Org.nr": ""}
    )
    brought(register, content)
    before = (
        Agreement.objects.count(),
        Supplier.objects.count(),
        AuditEvent.objects.filter(object_type="agreements.agreement").count(),
    )
    again = check(register, hand_in(register, content))
    assert (again.summary["new"], again.summary["unchanged"], again.summary["warnings"]) == (0, 3, 0)
    with pytest.raises(Refused):
        write(register, again)
    assert before == (
        Agreement.objects.count(),
        Supplier.objects.count(),
        AuditEvent.objects.filter(object_type="agreements.agreement").count(),
    )


def test_namesakes_with_and_without_a_number_are_told_apart_every_time(register):
    content = generic({"Nummer": "1", "Org.nr": ""}, {"Nummer": "2"}, {"Nummer": "3", "Org.nr": ""})
    brought(register, content)
    first, second, third = LotSupplier.objects.order_by("lot__agreement__number")
    assert (first.supplier_id == third.supplier_id, first.supplier_id == second.supplier_id) == (True, False)
    again = check(register, hand_in(register, content))
    assert (again.summary["unchanged"], again.summary["errors"], again.summary["differing"]) == (3, 0, 0)


def test_what_differs_from_the_register_is_told_and_left(register):
    brought(register, generic())
    changed = check(register, hand_in(register, generic({"Titel": "Städ och fönster", "Takvärde": "2 000 000"})))
    assert (changed.summary["new"], changed.summary["differing"]) == (0, 1)
    assert problems(changed) == [("warning", "differs", 2, "Nummer")]
    assert Agreement.objects.get().title == "Städ"


@pytest.mark.parametrize(
    ("change", "code", "column"),
    [
        ({"Titel": ""}, "title", "Titel"),
        ({"Titel": "x" * 251}, "title", "Titel"),
        ({"Ägare": "Ingenstans kommun"}, "owner", "Ägare"),
        ({"Org.nr": "5560160681"}, "supplier", "Org.nr"),
        ({"CPV": "99999999"}, "cpv", "CPV"),
        ({"CPV": "90910000-7"}, "cpv", "CPV"),
        ({"Startdatum": "31.12.2027", "Slutdatum": "2026-01-01"}, "dates_out_of_order", "Slutdatum"),
        ({"Sista dag för kontrakt": "2027-01-01"}, "dates_out_of_order", "Sista dag för kontrakt"),
        ({"Slutdatum": "snart"}, "ends_on", "Slutdatum"),
        ({"Takvärde": "-5"}, "maximum", "Takvärde"),
        ({"Uppskattat värde": "mycket"}, "estimated", "Uppskattat värde"),
        ({"Option": "kanske"}, "options", "Option"),
        ({"Avropsberättigade": "Ekby kommun; Okänd"}, "buyers", "Avropsberättigade"),
        ({"Bindande": "troligen"}, "binding", "Bindande"),
    ],
)
def test_an_error_names_row_and_column_and_blocks(register, change, code, column):
    imported = check(register, hand_in(register, generic({"Nummer": "1"}, {"Nummer": "2", **change})))
    assert ("error", code, 3, column) in problems(imported)
    with pytest.raises(Refused):
        write(register, imported)
    assert not Agreement.objects.exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Takvärde": "0"}, "value_zero"),
        ({"Ansvarig": "nobody@example.org"}, "officer_unknown"),
    ],
)
def test_a_warning_must_be_accepted_by_a_person(register, change, code):
    imported = check(register, hand_in(register, generic(change)))
    assert [problem[:2] for problem in problems(imported)] == [("warning", code)]
    with pytest.raises(Refused):
        imports.confirm(
            by=register.officer,
            imported=imported,
            accepting=False,
            publishing=False,
            language="en",
            digest=imported.digest,
        )
    assert write(register, imported).status == JobStatus.DONE
    imported.refresh_from_db()
    assert imported.accepted_by == register.officer


def test_a_number_wins_over_a_name_with_a_warning(register):
    known = Supplier.objects.create(name="Bokfink i Sjöby AB", registration_number=BOFINK)
    imported = check(register, hand_in(register, generic()))
    assert problems(imported) == [("warning", "supplier_name", 2, "Leverantör")]
    write(register, imported)
    assert LotSupplier.objects.get().supplier == known


def test_a_failure_midway_writes_nothing(register, monkeypatch):
    imported = check(register, hand_in(register, generic()))

    def broken(*args: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(writing, "copy_rows", broken)  # the last thing that is written
    assert write(register, imported).status == JobStatus.FAILED
    imported.refresh_from_db()
    assert imported.status == "checked"
    assert not Agreement.objects.exists()
    assert not Supplier.objects.filter(registration_number=BOFINK).exists()
    assert not AuditEvent.objects.filter(action__startswith="agreement.").exists()


def test_a_register_that_changed_since_the_check_is_checked_again(register):
    imported = check(register, hand_in(register, generic()))
    factories.make_draft(register.cooperation, owner=register.municipality, number="2026/1")
    job = write(register, imported)
    assert (job.status, bool(job.error)) == (JobStatus.FAILED, True)
    assert Agreement.objects.count() == 1


def test_columns_are_remembered_for_the_cooperation(register):
    content = csv_file([["Kolumn A", "Kolumn B"], ["1", "Städ"]])
    imported = hand_in(register, content)
    assert imported.files.get().columns == ["", ""]
    imports.match_columns(
        by=register.officer, imported=imported, file=imported.files.get(), columns=["number", "title"]
    )
    assert hand_in(register, content).files.get().columns == ["number", "title"]
    assert ColumnMapping.objects.count() == 1
    for columns in (["title", "title"], ["number", ""]):
        with pytest.raises(Refused):
            imports.match_columns(by=register.officer, imported=imported, file=imported.files.get(), columns=columns)
