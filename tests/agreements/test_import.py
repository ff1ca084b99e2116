"""Importing: what a register brings, what blocks it, what is only warned about, and that it is all or nothing."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from agreements.imports import writing
from agreements.imports.layouts import LAYOUTS
from agreements.imports.reading import Unreadable
from agreements.models import Agreement, ColumnMapping, Import, LotSupplier
from agreements.services import imports
from portal.jobs import working
from portal.jobs.models import Job
from portal.jobs.states import JobStatus
from portal.organisations.models import Organisation
from portal.workflow.errors import Refused
from portal.workflow.models import AuditEvent
from suppliers.models import Supplier
from tests import factories
from tests.agreements.import_files import AWARD, PROCUREMENT, csv_file, csv_of, xlsx_file

#: Numbers that keep their check digit, made up by counting up to one.
EKBY, BOFINK = "2120000142", "5560160680"
WHOLE = {
    "Nummer": "2026/1", "Titel": "Städ", "Ägare": EKBY, "Leverantör": "Bofink Städ AB", "Org.nr": BOFINK,
    "CPV": "90910000-0", "Startdatum": "2026-01-01", "Slutdatum": "31.12.2027", "Option": "12+12",
    "Sista dag för kontrakt": "2030-12-31", "Uppskattat värde": "1 000 000,50", "Takvärde": "1 500 000 kr",
    "Avropsberättigade": "alla medlemmar", "Bindande": "ja", "Ansvarig": "officer.test@example.org",
}  # fmt: skip


@pytest.fixture
def register(cast, settings):
    settings.JOB_BEAT_SECONDS = 60  # the heart's own connection does not see a test's transaction
    cast.municipality.registration_number = EKBY
    cast.municipality.save()
    factories.make_cpv("90910000", "Städtjänster")
    return cast


def generic(*changes: dict[str, Any]) -> bytes:
    rows = [{**WHOLE, **change} for change in changes or ({},)]
    return csv_file([list(rows[0]), *(list(row.values()) for row in rows)])


def hand_in(cast, content: bytes, layout: str = "generic", awards: bytes = b"", by: Any = None) -> Import:
    first, *more = (role.name for role in LAYOUTS[layout].files)
    files = {first: ("register.csv", content)} | ({more[0]: ("awards.csv", awards)} if awards else {})
    return imports.hand_in(by=by or cast.officer, cooperation=cast.cooperation, layout=LAYOUTS[layout], files=files)


def check(cast, imported: Import) -> Import:
    job = imports.start_check(by=cast.officer, imported=imported, language="en")
    working.perform(job.pk)
    imported.refresh_from_db()
    return imported


def write(cast, imported: Import, publishing: bool = False) -> Job:
    job = imports.confirm(
        by=cast.officer, imported=imported, accepting=True, publishing=publishing, language="en", digest=imported.digest
    )
    working.perform(job.pk)
    job.refresh_from_db()
    return job


def brought(cast, content: bytes, layout: str = "generic", awards: bytes = b"", publishing: bool = False) -> Import:
    imported = check(cast, hand_in(cast, content, layout, awards))
    assert imported.summary["errors"] == 0, [str(problem) for problem in imported.problems.all()]
    job = write(cast, imported, publishing)
    assert job.status == JobStatus.DONE, job.error
    imported.refresh_from_db()
    return imported


def problems(imported: Import) -> list[tuple[str, str, int, str]]:
    return list(imported.problems.values_list("severity", "code", "row", "column"))


# The generic layout


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


# The Swedish statistics of 2021


def test_statistics_come_in_as_drafts_with_what_they_hold(register):
    imported = brought(
        register, csv_of(PROCUREMENT, {}, {"procurement_id": "KA2", "contracted_value_sek": ""}), "se_uhm_2021",
        csv_of(AWARD, {}, {"supplier_name": "Talgoxe AB"}, {"lot_result_id": "CAN-KA-1_2"}),
    )  # fmt: skip
    agreement = Agreement.objects.get(number="KA1")
    assert (agreement.status, agreement.kind, agreement.level) == ("draft", "framework", "local")
    assert (agreement.estimated_value, agreement.maximum_value) == (Decimal(1250000), None)
    assert agreement.maximum_unknown_because
    assert agreement.assumed == ["estimated_value"]
    assert (agreement.source_layout, agreement.source_key) == ("se_uhm_2021", "KA1")
    assert agreement.announced_on == date(2021, 2, 1)
    assert [lot.suppliers.count() for lot in agreement.lots.all()] == [2, 1]
    assert (agreement.owner.name, agreement.owner.kind) == ("SJÖBY KOMMUN", "municipality")
    assert list(agreement.buyers.values_list("organisation", flat=True)) == [agreement.owner_id]
    assert Agreement.objects.get(number="KA2").estimated_value is None
    assert imported.summary["suppliers"] == 2
    assert Supplier.objects.get(name="Bofink Städ AB").size == "small"


def test_one_pseudonym_is_never_one_person(register):
    person = {"supplier_name": "Enskild näringsidkare c2671303", "supplier_legal_form": "Fysiska personer"}
    files = csv_of(PROCUREMENT), "se_uhm_2021", csv_of(AWARD, person, person, {"supplier_name": "Personuppgift"})
    brought(register, *files)
    assert Supplier.objects.filter(is_pseudonym=True, registration_number="").count() == 3
    assert LotSupplier.objects.count() == 3
    again = check(register, hand_in(register, *files))
    assert (again.summary["new"], again.summary["unchanged"], again.summary["warnings"]) == (0, 1, 0)


@pytest.mark.parametrize(
    ("change", "award", "code"),
    [
        ({"contracted_value_sek": "0"}, {}, "value_zero"),
        ({"contracted_value_sek": "1"}, {}, "value_odd"),
        ({"contracted_value_sek": "20000000000"}, {}, "value_odd"),
        ({"buyer_org_number": "2220000449"}, {}, "buyer_number"),
        ({"buyer_org_number": "0205034-3"}, {}, "buyer_number"),
        ({}, {"procurement_id": "KA9"}, "award_alone"),
    ],
)
def test_statistics_are_warned_about_and_come_in(register, change, award, code):
    imported = brought(register, csv_of({**PROCUREMENT, **change}), "se_uhm_2021", csv_of({**AWARD, **award}))
    assert [problem[:2] for problem in problems(imported)] == [("warning", code)]
    assert not Organisation.objects.filter(registration_number__in=["2220000449", "0205034-3"]).exists()


def test_buyers_whose_number_is_wrong_are_found_again(register):
    content = csv_of(PROCUREMENT, {}, {"procurement_id": "KA2", "buyer_org_number": "2220000449"})
    brought(register, content, "se_uhm_2021")
    assert Organisation.objects.filter(name="SJÖBY KOMMUN").count() == 2
    again = check(register, hand_in(register, content, "se_uhm_2021"))
    assert (again.summary["unchanged"], again.summary["errors"]) == (2, 0)


def test_a_procurement_that_stands_twice_comes_in_once(register):
    imported = brought(register, csv_of(PROCUREMENT, {}, {"published": "2021-06-15"}), "se_uhm_2021")
    assert problems(imported) == [("warning", "procurement_twice", 3, "procurement_id")]
    assert Agreement.objects.get().announced_on == date(2021, 2, 1)


def test_statistics_with_an_unknown_code_or_without_columns_are_refused(register):
    imported = check(register, hand_in(register, csv_of({**PROCUREMENT, "cpv_code": "12345678"}), "se_uhm_2021"))
    assert problems(imported) == [("error", "cpv", 2, "cpv_code")]
    for wrong in (csv_of(AWARD), csv_file([["a", "b"], ["1", "2"]])):
        with pytest.raises(Unreadable):
            hand_in(register, wrong, "se_uhm_2021")


# Who may, the pages and the command


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        ("officer", 200), ("manager", 200), ("administrator", 200), ("stranger", 404), ("contact", 404),
        ("purchaser", 404), ("steering", 404), ("supplier", 404), ("nobody", 404), ("public", 302),
    ],
)  # fmt: skip
def test_who_sees_an_import(register, sign_in, actor, status):
    imported = check(register, hand_in(register, generic()))
    client = sign_in(register.user(actor))
    for page in (
        "agreement-import-check",
        "agreement-import-map",
        "agreement-import-problems",
        "agreement-import-result",
    ):
        assert client.get(reverse(page, args=[imported.pk])).status_code == status
    for button in ("agreement-import-confirm", "agreement-import-discard") if status != 200 else ():
        assert client.post(reverse(button, args=[imported.pk])).status_code == status
    start = client.get(reverse("agreement-import"))
    assert start.status_code == {200: 200, 404: 200 if actor == "stranger" else 403, 302: 302}[status]


def test_nobody_imports_into_another_cooperation(register):
    for person in (register.stranger, register.contact, register.nobody):
        with pytest.raises(Refused):
            hand_in(register, generic(), by=person)
    assert not Import.objects.exists()


@pytest.mark.parametrize(("actor", "status"), [("officer", "published"), ("administrator", "draft")])
def test_from_the_page_to_the_register(register, sign_in, actor, status):
    """The administrator brings registers in, but the office publishes."""
    client = sign_in(register.user(actor))
    upload = {
        "cooperation": register.cooperation.pk,
        "layout": "generic",
        "file": SimpleUploadedFile("avtal.csv", generic()),
    }
    response = client.post(reverse("agreement-import"), upload)
    imported = Import.objects.get()
    assert response["Location"] == reverse("agreement-import-map", args=[imported.pk])
    assert client.get(response["Location"]).status_code == 200
    chosen = {f"column_{index}": field for index, field in enumerate(imported.files.get().columns)}
    job = client.post(response["Location"], chosen)
    working.perform(Job.objects.get().pk)
    assert client.get(job["Location"]).status_code == 200
    assert client.get(imported.get_absolute_url()).status_code == 200
    imported.refresh_from_db()
    assert imported.summary["new"] == 1
    offered = 'name="publishing"' in client.get(imported.get_absolute_url()).content.decode()
    assert offered == (status == "published")
    client.post(
        reverse("agreement-import-confirm", args=[imported.pk]), {"digest": imported.digest, "publishing": "on"}
    )
    working.perform(Job.objects.latest("pk").pk)
    assert Agreement.objects.get().status == status
    assert client.get(imported.get_absolute_url()).status_code == 200
    assert client.get(reverse("agreement-import-result", args=[imported.pk])).status_code == 200


def test_problems_are_taken_along_as_csv(register, sign_in):
    imported = check(register, hand_in(register, generic({"Titel": "=1+1", "Takvärde": "-5"})))
    address = reverse("agreement-import-problems", args=[imported.pk])
    lines = b"".join(sign_in(register.officer).get(f"{address}?export=csv").streaming_content).decode().splitlines()
    assert len(lines) == 2
    assert "Takvärde" in lines[1]


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7\n\x00", b"", b"PK\x03\x04nothing", b"Titel\nSt\xc3\n\xc3\xa5\xc3\xa4", b"x" * 3000],
)
def test_a_bad_upload_is_refused_in_words(register, sign_in, settings, content):
    settings.MAX_UPLOAD_BYTES = 2000
    client = sign_in(register.officer)
    upload = {
        "cooperation": register.cooperation.pk,
        "layout": "generic",
        "file": SimpleUploadedFile("avtal.xlsx", content),
    }
    page = client.post(reverse("agreement-import"), upload)
    assert page.status_code == 200
    assert 'id="id_file_error"' in page.content.decode()
    assert not Import.objects.exists()


def test_an_import_is_thrown_away(register, sign_in):
    imported = check(register, hand_in(register, generic()))
    sign_in(register.officer).post(reverse("agreement-import-discard", args=[imported.pk]))
    assert not Import.objects.exists()


def test_the_template_is_understood_when_it_is_filled_in(register, sign_in):
    content = b"".join(sign_in(register.officer).get(reverse("agreement-import-template")).streaming_content)
    with pytest.raises(Unreadable):  # its explaining rows are no register
        hand_in(register, content)


def test_the_command_checks_and_writes(register, tmp_path, capsys):
    path = tmp_path / "avtal.csv"
    path.write_bytes(generic({"Takvärde": "0"}))
    command = [
        "import_agreements",
        str(path),
        "--cooperation",
        register.cooperation.slug,
        "--by",
        register.officer.email,
    ]
    call_command(*command)
    assert not Agreement.objects.exists()
    with pytest.raises(CommandError):
        call_command(*command, "--write")
    assert not Agreement.objects.exists()
    call_command(*command, "--write", "--accept-warnings", "--problems", str(tmp_path / "problems.csv"))
    assert Agreement.objects.get().is_draft
    assert "value_zero" in (tmp_path / "problems.csv").read_text()
    with pytest.raises(CommandError):
        call_command(*command[:-1], register.stranger.email)
