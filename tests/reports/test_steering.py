"""The steering summary: its PDF, its spreadsheet, and that a job makes it once."""

import csv
import io
import itertools
import re
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pdfua
import pikepdf
import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone, translation

from agreements.models import Agreement
from agreements.states.changes import ChangeKind, ChangeStatus, LegalBasis
from portal.figures import catalogue, charts
from portal.jobs import working
from portal.reports import making, services
from portal.reports.models import Report
from portal.web import formats
from portal.workflow.errors import Refused
from tests.factories import make_agreement, make_change, make_cpv, make_organisation, make_procurement


@pytest.fixture(autouse=True)
def _quiet_heart(settings):
    settings.JOB_BEAT_SECONDS = 60  # the heart's own connection does not see a test's transaction


@pytest.fixture
def register(cast):
    owners = [cast.municipality, cast.neighbour, make_organisation("Örby kommun")]
    for number in range(30):
        make_agreement(
            cast.cooperation,
            owners[number % 3],
            starts_on=date(2020, 1, 1),
            ends_on=date(2035 + number % 2, 1 + number % 12, 20),
            cpv=make_cpv(f"{15 + number % 10}000000", f"Kategori {number % 10} med ett långt namn för tabellens skull"),
            is_sample=True,
            assumed=["ends_on"] if number % 2 else [],
        )
    for number in range(3):
        make_procurement(cast.cooperation, notice_on=date(2035, 1 + number, 1)).cpvs.add(make_cpv("15000000", "Mat"))
    for basis, before in ((LegalBasis.UNFORESEEN, "1500000.00"), (LegalBasis.OVERRUN, None)):
        make_change(
            Agreement.objects.first(),
            cast.officer,
            kind=ChangeKind.MAXIMUM,
            status=ChangeStatus.IN_EFFECT,
            effective_on=timezone.localdate(),
            new_maximum=Decimal("1800000"),
            legal_basis=basis,
            before={"maximum_value": before},
            needs_two=True,
            confirmed_by=cast.manager,
        )
    return cast.cooperation


@pytest.fixture
def report(register, cast):
    job = services.request_report(by=cast.steering, cooperation_id=register.pk, language="sv")
    assert working.perform(job.pk)
    job.refresh_from_db()
    assert not job.error
    return job.report


def elements(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    """The elements of the tag tree in reading order."""
    found: list[pikepdf.Dictionary] = []

    def walk(element: pikepdf.Dictionary) -> None:
        if "/S" in element:
            found.append(element)
        children = element.get("/K", ())
        for child in children if isinstance(children, pikepdf.Array) else (children,):
            if isinstance(child, pikepdf.Dictionary) and "/S" in child:
                walk(child)

    walk(pdf.Root.StructTreeRoot)
    return found


def test_the_pdf_is_tagged_titled_and_in_the_readers_language(report):
    with report.file.file.open("rb") as file, pikepdf.open(file) as pdf:
        assert str(pdf.Root.Lang).startswith("sv")
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.docinfo["/Title"])
        assert "pdfuaid" in pdf.Root.Metadata.read_bytes().decode()
        tags = elements(pdf)
        headings = [int(str(tag.S)[2:]) for tag in tags if str(tag.S) in ("/H1", "/H2", "/H3", "/H4")]
        assert headings[0] == 1
        assert headings.count(1) == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(headings))
        pictures = [tag for tag in tags if str(tag.S) == "/Figure"]
        assert len(pictures) == 5
        assert all(str(tag.get("/Alt", "")) for tag in pictures)
        heads = [tag for tag in tags if str(tag.S) == "/TH"]
        assert heads
        assert all("/Scope" in tag.A for tag in heads)


def test_the_pdf_passes_the_checks_there_are(report):
    answer = pdfua.validate(report.file.file.path)
    assert [str(finding) for finding in answer.findings if finding.severity is pdfua.Severity.ERROR] == []


def test_the_pdf_embeds_its_fonts_and_counts_its_pages(report):
    with report.file.file.open("rb") as file, pikepdf.open(file) as pdf:
        fonts = [font for page in pdf.pages for font in page.get("/Resources", {}).get("/Font", {}).values()]
        assert fonts
        for font in fonts:
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys())
            assert "Inter" in str(font.BaseFont)
    with report.file.file.open("rb") as file:
        pages = [page.extract_text() for page in pypdf.PdfReader(file).pages]
    assert f"{len(pages)}" in pages[-1]
    assert formats.number(30) in pages[2]
    listed = [int(word) for word in pages[1].split() if word.isdecimal()][:6]
    assert listed[0] == 3
    assert listed == sorted(listed)


def test_report_and_dashboard_show_the_same_figures(report, register):
    with translation.override("sv"):
        assert catalogue.shown(register, report.figures) == catalogue.steering(register)


def test_a_report_is_made_once(report, cast):
    assert not working.perform(report.job_id)
    assert Report.objects.count() == 1
    assert (report.requested_by, report.language) == (cast.steering, "sv")


def test_a_report_of_an_empty_register(cast):
    job = services.request_report(by=cast.manager, cooperation_id=cast.cooperation.pk, language="nb")
    assert working.perform(job.pk)
    job.refresh_from_db()
    assert job.report.file.size > 5000


def test_report_request_is_for_those_who_read_the_figures(cast):
    for name in ("manager", "officer", "steering", "working", "contact", "administrator"):
        services.request_report(by=cast.user(name), cooperation_id=cast.cooperation.pk, language="sv")
    for name in ("purchaser", "expert", "supplier", "stranger", "nobody"):
        with pytest.raises(Refused):
            services.request_report(by=cast.user(name), cooperation_id=cast.cooperation.pk, language="sv")
    with pytest.raises(ValueError, match="language"):
        services.request_report(by=cast.manager, cooperation_id=cast.cooperation.pk, language="fr")


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        ("manager", 200),
        ("steering", 200),
        ("contact", 200),
        ("administrator", 200),
        ("purchaser", 404),
        ("expert", 404),
        ("supplier", 404),
        ("stranger", 404),
        ("nobody", 404),
        ("public", 302),
    ],
)
def test_report_pages(report, cast, sign_in, actor, status):
    client = sign_in(cast.user(actor))
    for page in (
        reverse("report", args=[report.pk]),
        reverse("report-file", args=[report.pk]),
        reverse("report-sheet", args=[report.pk, "csv"]),
        reverse("report-sheet", args=[report.pk, "xlsx"]),
    ):
        answer = client.get(page)
        b"".join(answer)  # reading a file to its end closes it
        assert answer.status_code == status, page
    assert client.get(reverse("job", args=[report.job_id])).status_code == status


def test_report_list_and_new(report, cast, sign_in):
    client = sign_in(cast.steering)
    assert reverse("report", args=[report.pk]) in client.get(reverse("report-list")).content.decode()
    asked = client.post(reverse("report-new"), {"cooperation": cast.cooperation.pk, "language": "nb"})
    assert asked.status_code == 302
    assert "/jobs/" in asked["Location"]
    wrong = client.post(reverse("report-new"), {"cooperation": cast.other_cooperation.pk, "language": "xx"})
    assert wrong.status_code == 200
    for name in ("purchaser", "nobody"):
        assert sign_in(cast.user(name)).get(reverse("report-list")).status_code == 403
        assert sign_in(cast.user(name)).get(reverse("report-new")).status_code == 403
    assert (
        reverse("report", args=[report.pk]) not in sign_in(cast.stranger).get(reverse("report-list")).content.decode()
    )


def test_figures_sheet(register, cast, sign_in):
    address = reverse("figures-sheet", args=[register.pk, "csv"])
    answer = sign_in(cast.steering).get(address)
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig")), delimiter=";"))
    figures = catalogue.steering(register)
    told = [(row[1], row[2]) for row in rows]
    missing = [figure.key for figure in figures.counted() if (figure.label, str(figure.value)) not in told]
    assert not missing
    assert len(rows) > len(list(figures.counted())) + len(figures.past_maximum)
    assert rows[1][2] == "30"
    assert sign_in(cast.steering).get(reverse("figures-sheet", args=[register.pk, "ods"])).status_code == 404
    assert sign_in(cast.purchaser).get(address).status_code == 403


def test_charts_say_in_words_what_they_show(register):
    with translation.override("en"):
        drawn = making.draw(catalogue.steering(register))
    assert set(drawn) == {"quarters", "categories", "municipalities", "candidates", "plan"}
    for chart in drawn.values():
        assert 'role="img"><title>' in chart
        assert "<desc>" in chart
    assert "Ekby kommun: 10" in drawn["municipalities"]


def test_a_chart_gives_two_of_one_name_a_row_each():
    """Two members may each have an agreement of the same name; a long name stands in two lines."""
    name = "Rengöringsmedel, hygienpapper och förbrukningsvaror till kök"
    near = SimpleNamespace(agreement=name, lot="", used=7, reserved=1, maximum=10, taken=Decimal("0.8"))
    drawn = charts.taken([near, near], "Ceilings", "#000000", "#cccccc")
    texts = [text for text in re.findall(r">([^<>]+)</tspan>", drawn) if text in name]
    assert texts == ["Rengöringsmedel, hygienpapper och", "förbrukningsvaror till kök"] * 2
