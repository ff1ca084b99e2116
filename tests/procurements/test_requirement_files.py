"""Requirements from a spreadsheet: looked at row by row, brought in as a whole or not at all."""

import io
from decimal import Decimal

import pytest
import time_machine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from procurements.models import Requirement, RequirementFile
from procurements.services import requirement_files
from tests import factories
from tests.procurements import specified

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(factories.TODAY, tick=False):
        yield


@pytest.fixture
def procurement(cast):
    return specified.procurement_of(cast, title="Vans of the members")


def workbook(*rows) -> SimpleUploadedFile:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet()
    for line, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(line, column, value)
    book.close()
    return SimpleUploadedFile("krav.xlsx", file.getvalue())


HEADER = ("Krav", "Avsnitt", "Typ", "Styrka", "Vikt", "Verifiering", "Mål", "Klimat")


def test_requirements_brought_in_from_a_file(cast, procurement, sign_in):
    client, address = sign_in(cast.expert), reverse("requirement-import", args=[procurement.pk])
    rows = (
        ("Tyst", "Fordon", "funktion", "bör", 40, "Mätning", "Tysta gator", "ja"),
        ("Rent", "Fordon", "", "ska", "", "", "", ""),
        ("Snabbt", "", "", "", "12,5 %", "", "", "nej"),
    )
    response = client.post(address, {"file": workbook(HEADER, *rows)})
    handed_in = RequirementFile.objects.get()
    assert response["Location"] == reverse("requirement-file", args=[procurement.pk, handed_in.pk])
    shown = client.get(response["Location"])
    assert "Snabbt" in shown.content.decode()
    assert not Requirement.objects.exists()
    digest = requirement_files.checked(handed_in).digest
    assert client.post(response["Location"], {"digest": "another"}).status_code == 200
    assert client.post(response["Location"], {"digest": digest}).status_code == 302
    made = [(row.text, row.strength, row.weight, row.is_climate, row.heading) for row in Requirement.objects.all()]
    assert made == [
        ("Tyst", "weighted", Decimal(40), True, "Fordon"),
        ("Rent", "mandatory", None, False, "Fordon"),
        ("Snabbt", "weighted", Decimal("12.5"), False, ""),
    ]
    assert client.get(response["Location"]).status_code == 302  # brought in once


def test_a_file_with_errors_brings_nothing_in(cast, procurement, sign_in):
    client, address = sign_in(cast.expert), reverse("requirement-import", args=[procurement.pk])
    rows = (
        ("Fine", "", "", "", "", "", "", ""),
        ("", "A", "", "", "", "", "", ""),
        ("Heavy", "", "", "bör", 140, "", "", ""),
        ("Odd", "", "purple", "", "", "", "", "perhaps"),
        ("Both", "", "", "ska", 10, "", "", ""),
    )
    response = client.post(address, {"file": workbook(HEADER, *rows)})
    handed_in = RequirementFile.objects.get()
    found = requirement_files.checked(handed_in)
    assert [(problem.row, problem.column) for problem in found.findings.problems] == [
        (3, "Krav"),
        (4, "Vikt"),
        (5, "Typ"),
        (5, "Klimat"),
        (6, "Vikt"),
    ]
    assert client.post(response["Location"], {"digest": found.digest}).status_code == 200
    assert not Requirement.objects.exists()
    discard = reverse("requirement-file-discard", args=[procurement.pk, handed_in.pk])
    assert client.post(discard).status_code == 302
    assert not RequirementFile.objects.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"a;b\n1;2\n"])
def test_what_is_no_table_of_requirements_is_refused(cast, procurement, sign_in, content):
    address = reverse("requirement-import", args=[procurement.pk])
    response = sign_in(cast.expert).post(address, {"file": SimpleUploadedFile("x.csv", content)})
    assert response.status_code == 200
    assert not RequirementFile.objects.exists()


def test_the_sheet_can_be_brought_in_again(cast, procurement, sign_in):
    specified.accept(cast.officer, specified.contribute(cast.officer, procurement, "Quiet", heading="A", weight="40"))
    specified.contribute(cast.expert, procurement, "=Loud")
    client = sign_in(cast.expert)
    content = b"".join(client.get(reverse("specification-sheet", args=[procurement.pk])).streaming_content)
    lines = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert len(lines) == 3
    assert lines[2][2] == "'=Loud"
    other = specified.procurement_of(cast)
    upload = SimpleUploadedFile("again.xlsx", content)
    response = client.post(reverse("requirement-import", args=[other.pk]), {"file": upload})
    found = requirement_files.checked(RequirementFile.objects.get())
    assert response.status_code == 302
    assert (found.rows[0].text, found.rows[0].heading, found.rows[0].weight) == ("Quiet", "A", Decimal(40))
