"""Workshops: a list that is typed live, watched, filled from a file, and closed."""

import io
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.workflow import audit
from portal.workflow.errors import Conflict, Refused
from procurements.models import Proposal, Workshop
from procurements.services import workshops as services
from procurements.services.proposals import ProposalData
from procurements.states.proposals import Area
from tests import factories
from tests.cast import Cast

HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def workshop(cast: Cast) -> Workshop:
    return services.hold(
        by=cast.officer, cooperation_id=cast.cooperation.pk, title=" Social  services ", held_on=factories.TODAY
    )


def sheet(*rows: tuple) -> SimpleUploadedFile:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False}) as book:
        page = book.add_worksheet()
        for number, row in enumerate([("Förslag", "Sektor", "Kommun", "CPV", "Årsvolym"), *rows]):
            page.write_row(number, 0, row)
    return SimpleUploadedFile("list.xlsx", file.getvalue())


def test_workshop_hold_and_close(cast: Cast, workshop: Workshop) -> None:
    assert workshop.title == "Social services"
    services.open_or_close(by=cast.manager, workshop_id=workshop.pk, version=1, is_open=False)
    with pytest.raises(Refused):
        services.type_in(by=cast.officer, workshop_id=workshop.pk, rows=[ProposalData(title="Late")])
    with pytest.raises(Conflict):
        services.open_or_close(by=cast.officer, workshop_id=workshop.pk, version=1, is_open=True)
    services.open_or_close(by=cast.officer, workshop_id=workshop.pk, version=2, is_open=True)
    assert [event.action for event in audit.history(workshop)] == [
        "workshop.opened",
        "workshop.closed",
        "workshop.held",
    ]


def test_workshop_is_the_offices(cast: Cast, workshop: Workshop) -> None:
    for by in (cast.working, cast.contact, cast.supplier, cast.stranger, cast.administrator):
        with pytest.raises(Refused):
            services.type_in(by=by, workshop_id=workshop.pk, rows=[ProposalData(title="Mine")])
        with pytest.raises(Refused):
            services.hold(by=by, cooperation_id=cast.cooperation.pk, title="Mine", held_on=factories.TODAY)


def test_workshop_typed_live_and_watched(cast: Cast, workshop: Workshop, sign_in) -> None:
    page, lines = workshop.get_absolute_url(), reverse("workshop-lines", args=[workshop.pk])
    client = sign_in(cast.officer)
    said = {
        "title": "Work clothes",
        "area": "technical",
        "organisation": cast.neighbour.pk,
        "estimated_value": "4 500 000",
    }
    answer = client.post(page, said, **HX)
    assert answer.status_code == 200 and "<html" not in answer.content.decode()
    assert client.post(page, {"title": "Transport", "area": "social"}).status_code == 302
    assert "Work clothes" in client.post(page, {"title": "", "area": "social"}, **HX).content.decode()
    first = Proposal.objects.order_by("pk")[0]
    assert (first.area, first.organisation, first.estimated_value) == (Area.TECHNICAL, cast.neighbour, Decimal(4500000))
    watching = sign_in(cast.purchaser)
    assert watching.get(lines, {"seen": 2}).status_code == 204
    assert "Transport" in watching.get(lines, {"seen": 1}).content.decode()
    assert "<form" not in watching.get(page).content.decode().partition('id="workshop"')[2].partition("</main>")[0]
    assert watching.post(page, {"title": "Mine", "area": "social"}).status_code == 403
    for outsider in (cast.supplier, cast.stranger):
        assert sign_in(outsider).get(page).status_code == 404
        assert sign_in(outsider).get(lines).status_code == 404


def test_workshop_import_all_or_none(cast: Cast, workshop: Workshop, sign_in) -> None:
    factories.make_cpv("18110000", "Arbetskläder")
    client = sign_in(cast.officer)
    address = reverse("workshop-import", args=[workshop.pk])
    whole = (
        ("Arbetskläder", "teknik", "Åsby kommun", "18110000-8", 4500000),
        ("=HYPERLINK(1)", "", "", "", ""),
        ("Färdtjänst", "social", "", "", "1 200 000,50"),
    )
    bad = (*whole, ("Sand", "marin", "Utby kommun", "99999999", "mycket"), ("", "social", "", "", ""))
    text = client.post(address, {"file": sheet(*bad)}).content.decode()
    assert not Proposal.objects.exists()
    for told in ("marin", "Utby kommun", "99999999", "Sektor", "Kommun"):
        assert told in text, told
    assert client.post(address, {"file": sheet(*whole)}).status_code == 302
    assert list(
        Proposal.objects.order_by("pk").values_list("title", "area", "organisation", "cpv", "estimated_value")
    ) == [
        ("Arbetskläder", "technical", cast.neighbour.pk, "18110000", Decimal("4500000")),
        ("=HYPERLINK(1)", "other", None, None, None),
        ("Färdtjänst", "social", None, None, Decimal("1200000.50")),
    ]


@pytest.mark.parametrize(
    "upload",
    [
        SimpleUploadedFile("list.xlsx", b"PK\x03\x04 broken"),
        SimpleUploadedFile("list.csv", b"Colour;Size\nred;1\n"),
        SimpleUploadedFile("list.csv", ("Förslag\n" + "Sand\n" * 501).encode()),
    ],
)
def test_workshop_import_of_what_is_no_list(cast: Cast, workshop: Workshop, sign_in, upload) -> None:
    answer = sign_in(cast.officer).post(reverse("workshop-import", args=[workshop.pk]), {"file": upload})
    assert answer.status_code == 200
    assert not Proposal.objects.exists()


def test_workshop_template_is_read_back_as_empty(cast: Cast, workshop: Workshop, sign_in) -> None:
    client = sign_in(cast.officer)
    answer = client.get(reverse("workshop-template", args=[workshop.pk]))
    book = SimpleUploadedFile("list.xlsx", b"".join(answer.streaming_content))
    assert client.post(reverse("workshop-import", args=[workshop.pk]), {"file": book}).status_code in (200, 302)
    assert not Proposal.objects.exists()


def test_members_of_its_day(cast: Cast, workshop: Workshop, sign_in) -> None:
    later = factories.make_organisation("Senby kommun")
    factories.make_member(cast.cooperation, later, date(2030, 1, 1))
    text = sign_in(cast.officer).get(workshop.get_absolute_url()).content.decode()
    assert "Åsby kommun" in text and "Senby kommun" not in text


def test_workshop_import_of_what_is_too_large(cast: Cast, workshop: Workshop, sign_in, settings) -> None:
    settings.MAX_UPLOAD_BYTES = 10
    address = reverse("workshop-import", args=[workshop.pk])
    response = sign_in(cast.officer).post(address, {"file": SimpleUploadedFile("a.csv", b"Proposal\nWork clothes\n")})
    assert response.status_code == 200 and 'id="id_file_error"' in response.content.decode()
    assert not workshop.proposals.exists()
