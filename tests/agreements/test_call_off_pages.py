"""The pages of call-offs: from the form to the confirmation, for buyer, supplier and office."""

import io
from datetime import date
from decimal import Decimal

import pikepdf
import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agreements.models import Agreement, CallOff, LotSupplier
from agreements.papers import confirmation
from agreements.services import call_offs as services
from agreements.services.call_offs import CallOffData
from agreements.states import CallOffMethod
from agreements.states.call_offs import CallOffStatus
from agreements.views.call_offs.listing import sums_of
from tests import factories
from tests.cast import Cast
from tests.factories import TODAY


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(f"{TODAY}T10:00:00+01:00", tick=False)
    return time_machine


@pytest.fixture
def agreement(cast: Cast) -> Agreement:
    return factories.make_agreement(
        cast.cooperation,
        cast.municipality,
        supplier=cast.supplier_company,
        buyers=(cast.neighbour,),
        responsible=cast.officer,
    )


@pytest.fixture
def call_off(cast: Cast, agreement: Agreement) -> CallOff:
    lot = agreement.lots.get()
    data = CallOffData(
        agreement_id=agreement.pk,
        lot_id=lot.pk,
        supplier_id=cast.supplier_company.pk,
        buyer_id=cast.municipality.pk,
        contact_id=cast.purchaser.pk,
        title="Städning av Ekskolan",
        amount=Decimal("400000"),
        ends_on=date(2027, 12, 31),
        reference="K-17",
    )
    return services.make(by=cast.purchaser, data=data)


def new_url(agreement: Agreement, **query) -> str:
    return reverse("call-off-new", query={"agreement": agreement.pk, "lot": agreement.lots.get().pk, **query})


def posted(cast: Cast, **fields) -> dict:
    first = {
        "supplier": cast.supplier_company.pk,
        "title": "Fönsterputs",
        "amount": "25 000",
        "ends_on": "2027-06-30",
        "contact": cast.purchaser.pk,
        "reference": "",
    }
    return {**first, **fields}


def ranked(cast: Cast, agreement: Agreement) -> None:
    lot = agreement.lots.get()
    lot.call_off_method = CallOffMethod.RANKING
    lot.save()
    lot.suppliers.update(rank=1)
    LotSupplier.objects.create(lot=lot, supplier=cast.other_supplier, rank=2)


def test_new_fills_in_what_the_link_says(cast: Cast, agreement: Agreement, sign_in) -> None:
    page = sign_in(cast.purchaser).get(new_url(agreement, title="Golvvård", amount="12000", on="2027-01-15"))
    words = page.content.decode()
    assert 'value="Golvvård"' in words
    assert 'value="2027-01-15"' in words
    assert page.status_code == 200


def test_new_leads_to_the_question(cast: Cast, sign_in) -> None:
    assert sign_in(cast.purchaser).get(reverse("call-off-new")).status_code == 200


def test_new_makes_a_call_off(cast: Cast, agreement: Agreement, sign_in) -> None:
    client = sign_in(cast.purchaser)
    done = client.post(new_url(agreement), posted(cast))
    call_off = CallOff.objects.get()
    assert (done.status_code, done.url) == (302, call_off.get_absolute_url())
    assert call_off.amount == Decimal("25000")
    assert client.get(done.url).status_code == 200


def test_new_says_what_is_wrong_and_loses_nothing(cast: Cast, agreement: Agreement, sign_in) -> None:
    page = sign_in(cast.purchaser).post(new_url(agreement), posted(cast, amount="2 000 000"))
    assert page.status_code == 200
    assert "Fönsterputs" in page.content.decode()
    assert 'id="id_amount_error"' in page.content.decode()
    assert not CallOff.objects.exists()


def test_new_asks_why_the_first_in_rank_is_passed_over(cast: Cast, agreement: Agreement, sign_in) -> None:
    """The question comes again on submit, and at once with JavaScript; the first in rank is chosen at first."""
    ranked(cast, agreement)
    client = sign_in(cast.purchaser)
    first = client.get(new_url(agreement)).content.decode()
    assert f'<option value="{cast.supplier_company.pk}" selected' in first
    assert "id_passing_over" not in first
    second = posted(cast, supplier=cast.other_supplier.pk)
    assert "id_passing_over" in client.post(new_url(agreement), {**second, "_rows": "look"}).content.decode()
    assert 'id="id_passing_over_error"' in client.post(new_url(agreement), second).content.decode()
    assert client.post(new_url(agreement), {**second, "passing_over": "No capacity"}).status_code == 302
    assert CallOff.objects.get().passing_over == "No capacity"


def test_new_for_others(cast: Cast, agreement: Agreement, sign_in) -> None:
    """The office chooses the buyer and may enter an earlier day; who buys for nobody here is refused."""
    client = sign_in(cast.officer)
    url = new_url(agreement, organisation=cast.municipality.pk)
    assert "id_called_off_on" in client.get(url).content.decode()
    assert client.post(url, posted(cast, called_off_on="2026-02-02")).status_code == 302
    assert CallOff.objects.get().called_off_on == date(2026, 2, 2)
    assert sign_in(cast.stranger).get(new_url(agreement)).status_code == 403
    assert sign_in(cast.supplier).get(new_url(agreement)).status_code == 403


def test_the_suppliers_page_keeps_the_buyers_reasons(cast: Cast, agreement: Agreement, sign_in) -> None:
    ranked(cast, agreement)
    client = sign_in(cast.purchaser)
    second = posted(cast, supplier=cast.other_supplier.pk, passing_over="They failed us in May")
    url = client.post(new_url(agreement), second).url
    assert "They failed us" in client.get(url).content.decode()
    seen = sign_in(cast.rival).get(url)
    assert seen.status_code == 200
    assert "They failed us" not in seen.content.decode()
    assert sign_in(cast.supplier).get(url).status_code == 404


def test_edit_complete_cancel(cast: Cast, call_off: CallOff, sign_in) -> None:
    client = sign_in(cast.contact)
    edit = reverse("call-off-edit", args=[call_off.pk])
    assert client.get(edit).status_code == 200
    typed = posted(cast, title=call_off.title, amount="300000", ends_on="2027-12-31", version="1", reason="Less")
    assert client.post(edit, typed).status_code == 302
    conflict = client.post(edit, {**typed, "amount": "200000"})
    assert conflict.status_code == 200
    assert 'name="version" value="2"' in conflict.content.decode()
    cancel = reverse("call-off-cancel", args=[call_off.pk])
    assert client.get(cancel).status_code == 200
    assert client.post(cancel, {"version": "2", "reason": "No need"}).status_code == 302
    call_off.refresh_from_db()
    assert (call_off.status, call_off.amount) == (CallOffStatus.CANCELLED, Decimal("300000"))
    assert client.get(reverse("call-off-complete", args=[call_off.pk])).status_code == 403


def test_complete(cast: Cast, call_off: CallOff, sign_in) -> None:
    client = sign_in(cast.purchaser)
    complete = reverse("call-off-complete", args=[call_off.pk])
    assert client.get(complete).status_code == 200
    assert client.post(complete, {"version": "1"}).status_code == 302
    call_off.refresh_from_db()
    assert call_off.status == CallOffStatus.COMPLETED


def test_documents(cast: Cast, call_off: CallOff, sign_in) -> None:
    """A program is no document; what is attached is read by the supplier of the call-off, and by no other."""
    client = sign_in(cast.purchaser)
    documents = reverse("call-off-documents", args=[call_off.pk])
    program = SimpleUploadedFile("order.pdf", b"MZ\x90\x00\x03\x00\x00\x00")
    assert client.post(documents, {"title": "Order", "file": program}).status_code == 200
    assert not call_off.documents.exists()
    words = SimpleUploadedFile("order.txt", b"as agreed")
    assert client.post(documents, {"title": "Order", "file": words}).status_code == 302
    document = call_off.documents.get()
    file = reverse("file", args=[document.file_id])
    assert b"".join(sign_in(cast.supplier).get(file).streaming_content) == b"as agreed"
    assert sign_in(cast.rival).get(file).status_code == 404
    assert sign_in(cast.working).get(file).status_code == 404
    remove = reverse("call-off-document-remove", args=[call_off.pk, document.pk])
    assert sign_in(cast.supplier).get(remove).status_code == 403
    assert sign_in(cast.purchaser).post(remove, {"reason": "Wrong file"}).status_code == 302
    assert not call_off.documents.exists()


def test_list(cast: Cast, call_off: CallOff, sign_in) -> None:
    """With its sum; a cancelled call-off stays in the list and counts for nothing."""
    listed = reverse("call-off-list")
    client = sign_in(cast.officer)
    assert "400" in client.get(listed, {"status": "made"}).content.decode()
    assert call_off.number in client.get(listed, {"q": call_off.number}).content.decode()
    assert call_off.number in client.get(listed, {"q": "k-17"}).content.decode()
    assert call_off.number not in client.get(listed, {"q": "nothing"}).content.decode()
    assert b"Ekskolan" in b"".join(client.get(listed, {"export": "csv"}).streaming_content)
    services.cancel(by=cast.purchaser, call_off_id=call_off.pk, version=1, reason="No need")
    assert sums_of(CallOff.objects.all()) == {}
    assert call_off.number not in sign_in(cast.rival).get(listed).content.decode()


def test_panel_of_the_agreement(cast: Cast, call_off: CallOff, sign_in) -> None:
    page = call_off.agreement.get_absolute_url()
    for actor in ("officer", "purchaser", "supplier"):
        assert call_off.number in sign_in(cast.user(actor)).get(page).content.decode()
    for actor in ("working", "rival", "stranger", "public"):
        assert call_off.number not in sign_in(cast.user(actor)).get(page).content.decode()


def test_confirmation_waits_and_comes(cast: Cast, call_off: CallOff, sign_in) -> None:
    url = reverse("call-off-confirmation", args=[call_off.pk])
    client = sign_in(cast.purchaser)
    assert client.get(url).status_code == 202
    confirmation.pdf_of(call_off, "en", inside=True)
    page = client.get(url, headers={"accept-language": "en"})
    assert page["Content-Type"] == "application/pdf"
    assert sign_in(cast.rival).get(url).status_code == 404


def words_of(pdf: bytes) -> str:
    """The text that WeasyPrint keeps beside the glyphs: title and marked content cannot be read from fonts alone."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return str(document.docinfo.get("/Title", "")) + str(document.Root.get("/Lang", ""))


@pytest.mark.parametrize("language", ["sv", "nb"])
def test_confirmation_in_each_language(call_off: CallOff, language: str) -> None:
    pdf = confirmation.pdf_of(call_off, language, inside=False)
    assert call_off.number in words_of(pdf)
    assert language in words_of(pdf)


def test_letters(cast: Cast, agreement: Agreement, at_once, django_capture_on_commit_callbacks, sign_in) -> None:
    """The supplier and both contacts are told, with the confirmation, each in the own language."""
    cast.supplier.language = "nb"
    cast.supplier.save()
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(cast.purchaser).post(new_url(agreement), posted(cast))
    assert {letter.to[0] for letter in mail.outbox} == {
        cast.officer.email,
        cast.purchaser.email,
        cast.supplier.email,
    }
    for letter in mail.outbox:
        assert "Fönsterputs" in letter.body
        assert [name for name, _content, kind in letter.attachments if kind == "application/pdf"] == [
            f"{CallOff.objects.get().number}.pdf"
        ]
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        services.cancel(by=cast.purchaser, call_off_id=CallOff.objects.get().pk, version=1, reason="No need")
    assert len(mail.outbox) == 3
    assert all("No need" in letter.body for letter in mail.outbox)
