"""An agreement's own page, its steps, its documents and its fact sheet: what each reader gets."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pdfua
import pikepdf
import pypdf
import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from agreements import facts, services, use, wording
from agreements.data import BuyerData, LotData, LotSupplierData, OptionData
from agreements.models import Agreement, AgreementDocument
from agreements.papers import fact_sheet
from agreements.states import AgreementStatus, CallOffMethod
from portal.files.models import StoredFile
from portal.files.services import store_content
from portal.jobs.models import Job
from portal.law.periods import State
from portal.law.visibility import Visibility
from portal.workflow import audit
from suppliers.models import Supplier
from tests import factories
from tests.agreements.builders import as_stored, draft, framework
from tests.factories import TODAY

PDF = b"%PDF-1.7\n%\xe2\xe3\n"


@pytest.fixture(autouse=True)
def _today():
    cache.clear()
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def agreement(cast) -> Agreement:
    registered = services.register(by=cast.officer, data=framework(cast))
    return services.publish(by=cast.officer, agreement_id=registered.pk, version=1)


def status_of(client, address: str) -> int:
    response = client.get(address)
    if response.streaming:
        b"".join(response.streaming_content)  # which closes the file
    return response.status_code


def text_of(response) -> str:
    return response.content.decode().replace("\xa0", " ")


def test_agreement_page_is_public_when_published(cast, sign_in, agreement):
    for actor in cast.ACTORS:
        response = sign_in(cast.user(actor)).get(agreement.get_absolute_url())
        assert response.status_code == 200, actor
    page = text_of(response)
    for said in (
        "Städning av skolor",
        "EK 2026/1",
        "Bokfink Städ AB",
        "Ekby kommun",
        "12 000 000 kr",
        "31 maj 2029",
        "31 maj 2030",
        "31 maj 2031",
    ):
        assert said in page, said
    assert "officer.test@example.org" not in page, "the public reads names, not addresses of persons"


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        ("administrator", 200),
        ("manager", 200),
        ("officer", 200),
        ("contact", 200),
        ("purchaser", 404),
        ("working", 404),
        ("steering", 404),
        ("expert", 404),
        ("supplier", 404),
        ("stranger", 404),
        ("nobody", 404),
        ("public", 404),
    ],
)
def test_agreement_page_of_a_draft(cast, sign_in, actor, status):
    made = services.register(by=cast.officer, data=framework(cast))
    client = sign_in(cast.user(actor))
    assert client.get(made.get_absolute_url()).status_code == status
    assert client.get(f"/agreements/{made.pk}/fact-sheet/").status_code == (202 if status == 200 else 404)


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        *((insider, 200) for insider in ("officer", "contact", "purchaser", "steering", "expert")),
        *((outsider, 403) for outsider in ("supplier", "stranger", "nobody")),
        ("public", 302),
    ],
)
def test_agreement_history_is_the_cooperations(cast, sign_in, agreement, actor, status):
    client = sign_in(cast.user(actor))
    assert client.get(f"/agreements/{agreement.pk}/history/").status_code == status
    shown = 'id="history"' in text_of(client.get(agreement.get_absolute_url()))
    assert shown == (status == 200)


def test_agreement_history_tells_changes_in_words(cast, sign_in, agreement):
    data = as_stored(agreement, framework(cast))
    new = replace(
        data,
        maximum_value=Decimal(11500000),
        buyers=(BuyerData(cast.municipality.pk, True), BuyerData(cast.neighbour.pk, True)),
    )
    services.update(by=cast.officer, agreement_id=agreement.pk, version=2, data=new, reason="Misread")
    page = text_of(sign_in(cast.manager).get(f"/agreements/{agreement.pk}/history/"))
    assert "12 000 000 kr" in page and "11 500 000 kr" in page
    assert "Misread" in page
    with translation.override("en"):
        told = wording.changes(audit.history(agreement).first().changes, "SEK")
    assert told == [
        ("Maximum value", "12,000,000\xa0kr", "11,500,000\xa0kr"),
        ("Eligible buyers", "Åsby kommun (may use)", "Åsby kommun (must use)"),
    ]


def test_own_use_is_told_plainly(cast, agreement):
    stored = facts.with_children(Agreement.objects.get())
    assert use.may_use(stored, cast.neighbour, TODAY)
    assert not use.may_use(stored, cast.other_cooperation.host, TODAY)
    assert not use.may_use(stored, cast.neighbour, date(2026, 5, 31))
    assert not use.may_use(stored, cast.neighbour, date(2029, 6, 1))
    ended = services.terminate(
        by=cast.officer, agreement_id=agreement.pk, version=2, on=date(2027, 1, 31), reason="Bankrupt"
    )
    assert use.may_use(facts.with_children(ended), cast.neighbour, date(2027, 1, 31))
    assert not use.may_use(facts.with_children(ended), cast.neighbour, date(2027, 2, 1))
    assert not use.may_use(facts.with_children(ended), cast.neighbour, date(2026, 5, 31))


def test_a_terminated_agreement_is_so_at_once_and_says_until_when_it_is_used(cast, client, agreement):
    ended = services.terminate(by=cast.officer, agreement_id=agreement.pk, version=2, on=TODAY, reason="Bankrupt")
    assert use.state_of(ended, TODAY) == State.TERMINATED
    (note,) = use.open_on(ended, TODAY).notes
    assert str(note).replace("\xa0", " ") in text_of(client.get(agreement.get_absolute_url()))
    assert not use.open_on(ended, date(9999, 12, 31))


def test_personal_numbers_are_masked_for_all_but_office_and_supplier(cast, sign_in, agreement):
    Supplier.objects.filter(pk=cast.supplier_company.pk).update(registration_number="8112189876", is_sole_trader=True)
    seeing = {
        actor
        for actor in cast.ACTORS
        if "811218" in text_of(sign_in(cast.user(actor)).get(agreement.get_absolute_url()))
    }
    assert seeing == {"manager", "officer", "supplier"}


def test_unknown_values_and_assumptions_say_so(cast, sign_in):
    made = factories.make_agreement(
        cast.cooperation,
        cast.municipality,
        maximum_value=None,
        maximum_unknown_because="The source has none",
        assumed=["ends_on"],
        assumption="Durations by table",
    )
    page = text_of(sign_in(None).get(made.get_absolute_url()))
    assert "The source has none" in page
    assert "Durations by table" in page


def test_agreement_page_asks_the_same_whatever_the_number_of_lots(cast, sign_in):
    counted = []
    for number in (1, 12):
        lots = tuple(
            LotData(
                number=str(place),
                call_off_method=CallOffMethod.RANKING,
                suppliers=(
                    LotSupplierData(cast.supplier_company.pk, rank=1),
                    LotSupplierData(cast.other_supplier.pk, rank=2),
                ),
            )
            for place in range(number)
        )
        made = services.register(by=cast.officer, data=framework(cast, lots=lots, number=f"N{number}"))
        services.publish(by=cast.officer, agreement_id=made.pk, version=1)
        client = sign_in(None)
        client.get(made.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            client.get(made.get_absolute_url())
        counted.append(len(queries))
    assert counted[0] == counted[1]
    assert counted[0] <= 12, [query["sql"][:120] for query in queries]


STEPS = ("publish", "delete", "terminate", "documents")


@pytest.mark.parametrize("step", STEPS)
def test_steps_are_for_those_who_keep_the_agreement(cast, sign_in, step):
    made = services.register(by=cast.officer, data=framework(cast))
    if step == "terminate":
        services.publish(by=cast.officer, agreement_id=made.pk, version=1)
    address = f"/agreements/{made.pk}/{step}/"
    hidden = 403 if step == "terminate" else 404
    statuses = {actor: sign_in(cast.user(actor)).get(address).status_code for actor in cast.ACTORS}
    assert statuses == {
        "administrator": 403,
        "manager": 200,
        "officer": 200,
        "contact": 200 if step in ("delete", "documents") else 403,
        **dict.fromkeys(
            ("purchaser", "working", "steering", "expert", "supplier", "rival", "stranger", "nobody"), hidden
        ),
        "public": 302,
    }


def test_agreement_publish(cast, sign_in):
    made = services.register(by=cast.officer, data=framework(cast))
    response = sign_in(cast.officer).post(f"/agreements/{made.pk}/publish/", {"version": "1"})
    assert response["Location"] == made.get_absolute_url()
    assert Agreement.objects.get().status == AgreementStatus.PUBLISHED


def test_agreement_publish_says_what_is_missing(cast, sign_in):
    made = services.register(by=cast.officer, data=draft(cast))
    client = sign_in(cast.officer)
    assert f"/agreements/{made.pk}/edit/#id_number" in text_of(client.get(f"/agreements/{made.pk}/publish/"))
    assert client.post(f"/agreements/{made.pk}/publish/", {"version": "1"}).status_code == 200
    assert Agreement.objects.get().is_draft


def test_agreement_publish_of_an_outdated_version_is_refused(cast, sign_in):
    data = framework(cast)
    made = services.register(by=cast.officer, data=data)
    new = replace(as_stored(made, data), title="Changed meanwhile")
    services.update(by=cast.manager, agreement_id=made.pk, version=1, data=new)
    assert sign_in(cast.officer).post(f"/agreements/{made.pk}/publish/", {"version": "1"}).status_code == 200
    assert Agreement.objects.get().is_draft


def test_agreement_terminate(cast, sign_in, agreement):
    address = f"/agreements/{agreement.pk}/terminate/"
    client = sign_in(cast.officer)
    for bad in ({"on": "", "reason": "x"}, {"on": "2027-01-01", "reason": ""}, {"on": "2026-01-01", "reason": "x"}):
        assert client.post(address, {"version": "2", **bad}).status_code == 200
    assert client.post(address, {"version": "2", "on": "2027-01-01", "reason": "Bankrupt"}).status_code == 302
    assert Agreement.objects.get().terminated_on == date(2027, 1, 1)
    assert client.get(f"/agreements/{agreement.pk}/edit/").status_code == 403


def test_agreement_delete_takes_its_files_along(cast, sign_in):
    made = services.register(by=cast.officer, data=draft(cast))
    attach(cast, made, Visibility.OFFICE)
    assert sign_in(cast.officer).post(f"/agreements/{made.pk}/delete/", {"version": "1"}).status_code == 302
    assert not Agreement.objects.exists()
    assert not StoredFile.objects.exists()


def attach(cast, to: Agreement, visibility: Visibility) -> AgreementDocument:
    file = store_content(by=cast.officer, name=f"{visibility}.pdf", content=PDF, content_type="application/pdf")
    return services.attach_document(
        by=cast.officer, agreement=to, file=file, title=f"For {visibility}", kind="guide", visibility=visibility
    )


#: Who sees which documents of an agreement whose buyers are Ekby and Åsby, and in which Bokfink and Grönsiska sell.
SEEN = {
    "administrator": "public",
    "manager": "public members buyers suppliers office",
    "officer": "public members buyers suppliers office",
    "contact": "public members buyers suppliers office",  # Ekby's, which owns the agreement
    "purchaser": "public members buyers",
    "working": "public members buyers",
    "steering": "public members buyers",
    "expert": "public members buyers",
    "supplier": "public suppliers",
    "rival": "public suppliers",
    "stranger": "public",
    "nobody": "public",
    "public": "public",
}


@pytest.mark.parametrize("actor", SEEN)
def test_documents_are_seen_by_those_whom_they_are_for(cast, sign_in, agreement, actor):
    documents = {level: attach(cast, agreement, level) for level in Visibility}
    client = sign_in(cast.user(actor))
    page = text_of(client.get(agreement.get_absolute_url()))
    listed = {level for level in Visibility if f"For {level}" in page}
    fetched = {level for level, row in documents.items() if status_of(client, f"/files/{row.file_id}/") == 200}
    assert listed == fetched == set(SEEN[actor].split())


def test_documents_of_a_draft_are_hidden_with_it(cast, sign_in):
    made = services.register(by=cast.officer, data=framework(cast))
    document = attach(cast, made, Visibility.PUBLIC)
    address = f"/files/{document.file_id}/"
    assert status_of(sign_in(None), address) == 404
    services.publish(by=cast.officer, agreement_id=made.pk, version=1)
    assert status_of(sign_in(None), address) == 200


def test_document_attached_and_removed_with_a_reason(cast, sign_in, agreement):
    client = sign_in(cast.officer)
    address = f"/agreements/{agreement.pk}/documents/"
    sent = {"title": "Prislista", "kind": "price_list", "visibility": "buyers"}
    response = client.post(address, {**sent, "file": SimpleUploadedFile("priser.pdf", PDF)})
    assert response.status_code == 302
    document = agreement.documents.get()
    remove = f"{address}{document.pk}/remove/"
    assert client.post(remove, {"reason": ""}).status_code == 200
    assert client.post(remove, {"reason": "Outdated"}).status_code == 302
    assert not StoredFile.objects.exists()
    assert [event.action for event in audit.history(agreement)][:2] == [
        "agreement.document_removed",
        "agreement.document_attached",
    ]
    assert client.post(remove, {"reason": "Again"}).status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("avtal.pdf", b"MZ\x90\0" + b"\0" * 300),
        ("tom.pdf", b""),
        ("avtal.html", b"<html><script>alert(1)</script></html>"),
        ("stor.pdf", PDF + b"0" * (50 * 1024 * 1024)),
    ],
    ids=["program", "empty", "page", "50 MB"],
)
def test_documents_of_other_kinds_are_refused_in_the_form(cast, sign_in, agreement, name, content):
    upload = SimpleUploadedFile(name, content)
    sent = {"title": "Avtal", "kind": "agreement", "visibility": "public", "file": upload}
    response = sign_in(cast.officer).post(f"/agreements/{agreement.pk}/documents/", sent)
    assert response.status_code == 200
    assert 'href="#id_file"' in text_of(response)
    assert not AgreementDocument.objects.exists()
    assert not StoredFile.objects.exists()


class Quiet:
    """A progress that nobody listens to."""

    def report(self, done: int, total: int, step: str = "") -> None:
        pass


def test_fact_sheet_is_made_once_by_a_worker_and_then_handed_out(cast, sign_in, agreement):
    client = sign_in(None)
    address = f"/agreements/{agreement.pk}/fact-sheet/"
    assert client.get(address).status_code == 202
    assert client.get(address).status_code == 202
    job = Job.objects.get()
    assert (job.kind, job.language, job.owner) == ("fact_sheet", "sv", None)
    waiting = client.get(address, headers={"HX-Request": "true"})
    assert "hx-get" in text_of(waiting) and "<html" not in text_of(waiting)
    fact_sheet.make(job, Quiet())
    ready = client.get(address, headers={"HX-Request": "true"})
    assert "hx-get" not in text_of(ready) and f'href="{address}"' in text_of(ready)
    response = client.get(address)
    assert response["Content-Type"] == "application/pdf"
    assert 'filename="ek-20261.pdf"' in response["Content-Disposition"]
    assert response.content.startswith(b"%PDF-1.7")
    data = as_stored(agreement, framework(cast))
    services.update(
        by=cast.officer, agreement_id=agreement.pk, version=2, data=replace(data, title="New"), reason="Typo"
    )
    assert client.get(address).status_code == 202, "another version is another sheet"


def test_fact_sheet_is_one_accessible_page(cast, agreement, tmp_path):
    suppliers = [factories.make_supplier(f"Företag {number} AB") for number in range(40)]
    lots = tuple(
        LotData(
            number=str(place),
            title=f"Anbudsområde {place}",
            call_off_method=CallOffMethod.RANKING,
            suppliers=tuple(LotSupplierData(s.pk, rank=rank) for rank, s in enumerate(suppliers[place::8], start=1)),
        )
        for place in range(8)
    )
    many = services.register(
        by=cast.officer,
        data=framework(
            cast,
            number="BIG",
            lots=lots,
            description="Ord " * 200,
            call_off_text="Ord " * 400,
            options=(OptionData(4), OptionData(4), OptionData(4)),
        ),
    )
    for made in (agreement, many):
        with translation.override("sv"):
            sheet = fact_sheet.render(facts.with_children(Agreement.objects.get(pk=made.pk)))
        read = pypdf.PdfReader(io.BytesIO(sheet))
        assert len(read.pages) == 1
        words = " ".join(read.pages[0].extract_text().replace("\xa0", " ").split())
        for said in ("Mälarköp", "Städning av skolor", "31 maj 2029", "31 maj 2031", "12 000 000 SEK", "Ekby kommun"):
            assert said in words, said
        with pikepdf.open(io.BytesIO(sheet)) as document:
            assert str(document.Root.Lang) == "sv"
            assert document.Root.ViewerPreferences.DisplayDocTitle
            assert document.Root.MarkInfo.Marked
            assert str(document.docinfo["/Title"]) == "Städning av skolor"
        path = tmp_path / "sheet.pdf"
        path.write_bytes(sheet)
        findings = [f for outcome in pdfua.validate(path).outcomes for f in outcome.findings]
        assert not findings
