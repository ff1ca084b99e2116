"""The pages of changes and options: from the kind to the change in effect, and the biography that tells of it."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agreements import timelines
from agreements.changes import biography
from agreements.facts import with_children
from agreements.models import Agreement, AgreementChange
from agreements.services.options import decline_option
from agreements.states import AgreementStatus, OptionState
from agreements.states.changes import ChangeKind, ChangeStatus, LegalBasis
from agreements.timelines import Part
from portal.law.visibility import Visibility
from tests import factories
from tests.agreements import ledger

PDF = b"%PDF-1.7\n%\xe2\xe3\n"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-11-20 09:00+01:00", tick=False):
        yield


@pytest.fixture
def agreement(cast):
    """From 1 January 2025 to 31 December 2027, with an option of a year and call-offs on two lots."""
    return ledger.agreement_with_lots(cast)


def text_of(response) -> str:
    return response.content.decode().replace("\xa0", " ")


def new(agreement, kind):
    return reverse("agreement-change-new", args=[agreement.pk]) + f"?kind={kind}"


def test_every_kind_has_a_form(cast, sign_in, agreement):
    client = sign_in(cast.officer)
    chooser = text_of(client.get(reverse("agreement-change-new", args=[agreement.pk])))
    for kind in ChangeKind:
        assert f"?kind={kind}" in chooser
        form = client.get(new(agreement, kind))
        assert form.status_code == 200
        assert ("legal_basis" in text_of(form)) == (kind in ("extension", "maximum", "scope", "supplier_replaced"))
        empty = client.post(new(agreement, kind), {})
        assert empty.status_code == 200
    assert not AgreementChange.objects.exists()
    assert "?kind=scope" in text_of(client.get(new(agreement, "no-such-kind")))


def test_a_change_from_the_form_to_its_effect(cast, sign_in, agreement):
    client = sign_in(cast.officer)
    ledger.call_off(cast, agreement, "250")
    said = {
        "new_maximum": "1 200",
        "lot": "",
        "effective_on": "2026-11-20",
        "legal_basis": LegalBasis.UNFORESEEN,
        "justification": "Twice as many pupils.",
        "document": SimpleUploadedFile("decision.pdf", PDF),
    }
    response = client.post(new(agreement, "maximum"), said)
    change = AgreementChange.objects.get()
    assert response.url == change.get_absolute_url()
    page = text_of(client.get(response.url))
    assert "Twice as many pupils." in page
    assert "750 kr" in page and "950 kr" in page  # left before and after
    assert "aria-disabled" in page  # the proposer does not confirm
    confirm = reverse("agreement-change-confirm", args=[change.pk])
    client.post(confirm, {"version": change.version})
    assert AgreementChange.objects.get().status == ChangeStatus.PROPOSED

    client = sign_in(cast.manager)
    client.post(confirm, {"version": change.version})
    assert Agreement.objects.get(pk=agreement.pk).maximum_value == 1200
    for reader, sees in ((cast.steering, 200), (cast.purchaser, 200), (cast.supplier, 404), (cast.stranger, 404)):
        assert sign_in(reader).get(change.get_absolute_url()).status_code == sees
        file = sign_in(reader).get(reverse("file", args=[change.document_id]))
        assert (file.status_code == 200) == (sees == 200)
        b"".join(file.streaming_content) if file.streaming else None


def test_what_is_refused_stands_beside_its_field(cast, sign_in, agreement):
    said = {"new_maximum": "1200", "effective_on": "2026-11-20", "justification": "More."}
    response = sign_in(cast.officer).post(new(agreement, "maximum"), said)
    assert response.status_code == 200
    assert 'href="#id_legal_basis"' in text_of(response)
    assert not AgreementChange.objects.exists()


def test_a_confirmed_change_is_withdrawn_with_a_reason(cast, sign_in, agreement):
    change = factories.make_change(agreement, cast.officer, effective_on=date(2026, 12, 1))
    client = sign_in(cast.officer)
    client.post(reverse("agreement-change-confirm", args=[change.pk]), {"version": 1})
    withdraw = reverse("agreement-change-withdraw", args=[change.pk])
    assert client.get(withdraw).status_code == 200
    assert client.post(withdraw, {"version": 2, "reason": ""}).status_code == 200
    assert client.post(withdraw, {"version": 2, "reason": "Not agreed"}).status_code == 302
    change.refresh_from_db()
    assert change.status == ChangeStatus.WITHDRAWN
    assert client.get(withdraw).status_code == 403


def test_a_stale_version_confirms_nothing(cast, sign_in, agreement):
    change = factories.make_change(agreement, cast.officer)
    client = sign_in(cast.officer)
    client.post(reverse("agreement-change-confirm", args=[change.pk]), {"version": 7})
    change.refresh_from_db()
    assert change.status == ChangeStatus.PROPOSED


@pytest.mark.parametrize("kind", ChangeKind.values)
def test_every_kind_has_a_page_and_a_place_in_the_biography(cast, sign_in, agreement, kind):
    grows = kind in ("extension", "maximum", "scope", "supplier_replaced")
    change = factories.make_change(
        agreement,
        cast.officer,
        kind=kind,
        new_last_day=date(2028, 6, 30),
        new_maximum=Decimal(1200),
        supplier=cast.supplier_company,
        successor=cast.other_supplier,
        new_owner=cast.neighbour,
        new_name="Nya AB",
        description="Windows too",
        legal_basis=LegalBasis.UNFORESEEN if grows else "",
        needs_two=grows,
    )
    client = sign_in(cast.manager)
    assert client.get(change.get_absolute_url()).status_code == 200
    assert biography.headline(change).replace("\xa0", " ") in text_of(
        client.get(reverse("agreement-change-list", args=[agreement.pk]))
    )


def test_the_biography_tells_each_thing_once(cast, sign_in, agreement):
    change = factories.make_change(agreement, cast.officer)
    client = sign_in(cast.officer)
    client.post(reverse("agreement-change-confirm", args=[change.pk]), {"version": 1})
    option = agreement.options.get()
    stored = Agreement.objects.get(pk=agreement.pk)
    decline_option(by=cast.officer, option_id=option.pk, version=stored.version, reason="Too dear")
    told = biography.entries(stored, list(Visibility))
    assert len(told) == 2
    assert [entry["why"] for entry in told] == ["Too dear", "Steel costs more."]
    assert sign_in(cast.supplier).get(reverse("agreement-change-list", args=[agreement.pk])).status_code == 403


def test_option_decided_on_its_page(cast, sign_in, agreement):
    option = agreement.options.get()
    address = reverse("option-decide", args=[option.pk])
    client = sign_in(cast.officer)
    assert address in text_of(client.get(agreement.get_absolute_url()))
    page = text_of(client.get(address))
    assert "31 dec. 2028" in page
    assert client.post(address, {"version": 1, "answer": "use", "reason": ""}).status_code == 200
    assert client.post(address, {"version": 1, "answer": "use", "reason": "Good"}).status_code == 302
    option.refresh_from_db()
    assert option.state == OptionState.USED
    assert address not in text_of(client.get(agreement.get_absolute_url()))
    assert client.get(address).url == reverse("agreement-change-list", args=[agreement.pk])


def test_option_declined_on_its_page(cast, sign_in, agreement):
    option = agreement.options.get()
    said = {"version": 1, "answer": "decline", "reason": "Bad"}
    assert sign_in(cast.manager).post(reverse("option-decide", args=[option.pk]), said).status_code == 302
    option.refresh_from_db()
    assert option.state == OptionState.DECLINED


def test_a_draft_s_option_is_nobody_s_to_decide(cast, sign_in):
    draft = factories.make_agreement(cast.cooperation, status=AgreementStatus.DRAFT)
    address = reverse("option-decide", args=[draft.options.get().pk])
    assert sign_in(cast.officer).get(address).status_code == 403
    assert sign_in(cast.purchaser).get(address).status_code == 404


# From 1 January 2025 to 31 December 2027, an option until 31 December 2028, contracts until 28 December 2029:
# 1822 days. The agreed part ends 1094 days in (60.04 %), the option 1460 days in (80.13 %), today is 688 (37.76 %).
def test_the_time_is_drawn(cast, agreement):
    drawn = timelines.draw(with_children(agreement), date(2026, 11, 20))
    places = {one.part: (one.x, one.width) for one in drawn.stretches}
    assert places[Part.AGREED] == ("0.00%", "60.04%")
    assert places[Part.OPEN] == ("60.04%", "20.09%")
    assert places[Part.CONTRACTS] == ("0.00%", "100.00%")
    assert drawn.today.x == "37.76%"
    assert [mark.label for mark in drawn.years] == ["2026", "2027", "2028", "2029"]


def test_what_has_no_last_day_is_not_drawn(cast):
    assert timelines.draw(with_children(factories.make_draft(cast.cooperation)), date(2026, 11, 20)) is None


def test_a_day_outside_is_not_drawn(cast, agreement):
    assert timelines.draw(with_children(agreement), date(2031, 1, 1)).today is None


def test_the_office_s_start_page_tells_what_awaits_it(cast, sign_in, agreement):
    factories.make_change(
        agreement, cast.officer, kind="maximum", new_maximum=Decimal(1200), legal_basis="unforeseen", needs_two=True
    )
    change = AgreementChange.objects.get()
    for actor, told in (("manager", True), ("officer", True), ("contact", False), ("steering", False)):
        page = text_of(sign_in(cast.user(actor)).get("/"))
        assert (change.get_absolute_url() in page.partition('data-panel="changes"')[2]) == told
