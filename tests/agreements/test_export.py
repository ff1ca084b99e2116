"""The register as files: exactly what is shown, in CSV by COPY and in XLSX, and never a formula."""

import csv
import io
from decimal import Decimal

import pytest
import time_machine
from django.utils.translation import override
from python_calamine import CalamineWorkbook

from agreements import exports
from agreements.columns import assumable_labels
from agreements.states import STATE_LABELS
from portal.files.models import StoredFile
from portal.jobs.models import Job
from portal.law.periods import State
from tests import factories

pytestmark = pytest.mark.django_db
URL = "/agreements/"
COLUMNS = [
    "number",
    "title",
    "owner",
    "cooperation",
    "category",
    "kind",
    "level",
    "state",
    "starts_on",
    "ends_on",
    "last_day",
    "further",
    "estimated_value",
    "maximum_value",
    "currency",
    "suppliers",
    "source",
    "assumed",
    "assumption",
]


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(factories.TODAY, tick=False):
        yield


@pytest.fixture
def register(cast):
    factories.make_cpv("90910000", "Städtjänster", "Rengjøringstjenester", "Cleaning services")
    make = factories.make_agreement
    return [
        make(cast.cooperation, title='=cmd|"/c calc"!A0', supplier=cast.supplier_company, number="＝7"),
        make(
            cast.cooperation,
            title='Bröd; ost\noch "mjölk"',
            maximum_value=Decimal("1500000.50"),
            assumed=["ends_on", "maximum_value"],
            assumption="Four years",
            source="A source",
        ),
        make(cast.cooperation, title="Okänt tak", maximum_value=None),
    ]


def csv_rows(client, **params):
    response = client.get(URL, {"export": "csv", **params})
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def xlsx_rows(client, **params):
    response = client.get(URL, {"export": "xlsx", **params})
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content)))
    return book.get_sheet_by_index(0).to_python()


def test_agreement_list_csv_is_what_is_shown(register, client):
    _header, *rows = csv_rows(client, sort="title")
    by_title = {row[1]: dict(zip(COLUMNS, row, strict=True)) for row in rows}
    # Alphabetical order passes over the equals sign.
    assert list(by_title) == [
        'Bröd; ost\noch "mjölk"',
        '\'=cmd|"/c calc"!A0',
        "Okänt tak",
    ]
    bread = by_title['Bröd; ost\noch "mjölk"']
    assert (bread["maximum_value"], bread["currency"]) == ("1500000,50", "SEK")
    assert (bread["source"], bread["assumption"]) == ("A source", "Four years")
    with override("sv"):
        assert bread["state"] == str(STATE_LABELS[State.IN_FORCE])
        assert bread["assumed"] == "; ".join(str(assumable_labels()[name]) for name in ("ends_on", "maximum_value"))
    assert by_title["Okänt tak"]["maximum_value"] == ""
    assert by_title['\'=cmd|"/c calc"!A0']["number"] == "'＝7"


def test_agreement_list_xlsx_says_the_same_as_csv(register, client):
    header, *rows = csv_rows(client)
    header_x, *rows_x = xlsx_rows(client)
    assert header_x == header
    for row, row_x in zip(rows, rows_x, strict=True):
        for name, text, value in zip(header, row, row_x, strict=True):
            if isinstance(value, float):
                value = f"{value:.2f}".replace(".", ",")
            assert text == str(value), name


def test_agreement_list_csv_narrowed_and_seen_as_the_page_is(register, cast, client):
    factories.make_draft(cast.cooperation, "Utkast")
    assert len(csv_rows(client, q="ost")) == 2
    assert "Utkast" not in str(csv_rows(client))


def test_agreement_list_large_workbook_is_a_job(register, cast, sign_in, monkeypatch):
    monkeypatch.setattr(exports, "LARGEST_WORKBOOK", 2)
    client = sign_in(cast.purchaser)
    response = client.get(URL, {"export": "xlsx", "cooperation": cast.cooperation.pk})
    job = Job.objects.get()
    assert response.status_code == 302
    assert job.kind == exports.JOB
    assert job.params == {"query": f"cooperation={cast.cooperation.pk}"}


def test_agreement_list_large_workbook_needs_signing_in(register, client, monkeypatch):
    monkeypatch.setattr(exports, "LARGEST_WORKBOOK", 2)
    response = client.get(URL, {"export": "xlsx"}, follow=True)
    assert not Job.objects.exists()
    assert "CSV" in response.content.decode()


def test_agreement_list_workbook_holds_what_its_owner_sees(register, cast):
    class Progress:
        def report(self, done, total, step=""):
            self.seen = (done, total)

    factories.make_draft(cast.cooperation, "Utkast")
    for owner, number in ((cast.officer, 4), (cast.purchaser, 3)):
        job = Job.objects.create(kind=exports.JOB, params={"query": "sort=title"}, owner=owner, language="en")
        kept = exports.make_workbook(job, Progress()).write()
        with StoredFile.objects.get(pk=kept.file_id).file.open() as file:
            content = file.read()
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        assert len(rows) == number + 1
