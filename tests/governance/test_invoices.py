"""Invoices: to the öre from the shares, right by the official rules, in an unbroken series, undone, never changed."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from portal.governance.invoices import work
from portal.governance.invoices.accounts import check_account, check_vat_number
from portal.governance.invoices.basis import basis_of
from portal.governance.invoices.checking import checker
from portal.governance.invoices.documents import Document, xml_of
from portal.governance.invoices.lines import lines_of
from portal.governance.invoices.references import payment_reference
from portal.governance.models import (
    Apportionment,
    BillingDetails,
    FeeBasis,
    Invoice,
    InvoiceLine,
    InvoiceRun,
    InvoicingDetails,
    MembershipFee,
)
from portal.governance.services import fees, invoicing
from portal.governance.services import invoices as services
from portal.governance.services.fees import FeeData
from portal.governance.services.invoicing import BillingData, InvoicingData
from portal.jobs.models import Job
from portal.jobs.states import JobStatus
from portal.organisations.models import Organisation
from portal.workflow.errors import Conflict, Refused
from tests.cast import make_cast
from tests.factories import make_organisation
from tests.governance.invoicing import DAY, DUE, SENDER, all_of_it, done, issue, prepare, set_up, undo

CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"


@pytest.fixture(autouse=True)
def _today(settings):
    settings.JOB_BEAT_SECONDS = 60  # the heart's own connection does not see a test's transaction
    with time_machine.travel(DAY, tick=False):
        yield


@pytest.fixture
def members(cast) -> list[Organisation]:
    return set_up(cast)


@pytest.fixture(scope="module")
def rules():
    with checker() as ready:
        yield ready


def document(country: str = "SE", category: str = "S", **changes) -> Document:
    number = {"SE": "2120000142", "NO": "942402465"}[country]
    details = InvoicingDetails(
        street="Storgatan 1", city="Ekby", contact_email="office@example.org", is_tax_registered=True, **SENDER[country]
    )
    made = Document(
        number="MK1001",
        payment_reference="MK1001",
        issued_on=DAY,
        due_on=DUE,
        currency={"SE": "SEK", "NO": "NOK"}[country],
        lines=(("Fee", Decimal("1000.50")),),
        net=Decimal("1000.50"),
        vat=Decimal("250.13") if category == "S" else Decimal("0.00"),
        vat_category=category,
        vat_reason="" if category == "S" else "Shared costs",
        note="Questions: office@example.org",
        details=details,
        seller=Organisation(name="Ekby kommun", country=country, registration_number=number),
        buyer=Organisation(name="Åsby kommun", country=country, registration_number=number),
        billing=BillingDetails(reference="ZZ100", city="Byn"),
    )
    return replace(made, **changes)


@pytest.mark.parametrize("country", ["SE", "NO"])
@pytest.mark.parametrize("vat", ["S", "E", "O"])
@pytest.mark.parametrize("undoes", [None, ("MK1000", date(2026, 11, 1))])
def test_what_is_written_keeps_the_official_rules(rules, country, vat, undoes):
    made = document(country, vat, undoes=undoes, due_on=None if undoes else DUE)
    assert [finding for finding in rules.check(xml_of(made)) if finding.is_error] == []


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"vat": Decimal("125.06")}, "BR-CO-17"),  # EN 16931: 25 % of 1 000,50 is 250,13
        ({"net": Decimal("1000.00")}, "BR-CO-10"),  # EN 16931: the sum is not that of the lines
        ({"billing": BillingDetails(city="Byn")}, "PEPPOL-EN16931-R003"),  # Peppol: no reference of the buyer
        ({"buyer": Organisation(name="Åsby", country="SE", registration_number="12")}, "PEPPOL-COMMON-R049"),
        ({"details": InvoicingDetails(city="Ekby", **SENDER["SE"] | {"vat_number": "SE1"})}, "SE-R-001"),
    ],
)
def test_a_wrong_invoice_is_refused_by_the_official_rules(rules, changes, rule):
    assert rule in {finding.rule for finding in rules.check(xml_of(document(**changes))) if finding.is_error}


def test_what_is_no_ubl_is_refused_by_its_schema(rules):
    turned = xml_of(document()).replace(b"cbc:IssueDate", b"cbc:DayOfIssue")
    assert {finding.rule for finding in rules.check(turned)} == {"UBL"}


def test_a_run_comes_to_what_its_shares_come_to(cast, members):
    # Åsby 10 000,50 + 233 333,33 = 243 333,83, VAT 60 833,4575; Öby 10 000,50 + 233 333,34 = 243 333,84, VAT 60 833,46
    basis = basis_of(prepare(cast))
    assert [(bill.organisation, bill.net, bill.vat) for bill in basis.bills] == [
        (members[1], Decimal("243333.83"), Decimal("60833.46")),
        (members[2], Decimal("243333.84"), Decimal("60833.46")),
    ]
    assert basis.own_share == Decimal("243333.83")  # the host's own share: no invoice
    assert basis.charged == Decimal("730001.50") == 3 * Decimal("10000.50") + Decimal("700000.00")
    assert len(basis_of(prepare(cast, includes_host=True)).bills) == 3


@pytest.mark.parametrize(("vat", "reason"), [("S", ""), ("O", "Shared costs of authorities")])
def test_invoices_are_issued_together_and_reconcile(cast, members, vat, reason):
    run = prepare(cast, vat=vat, vat_reason=reason, text="Decision 7/2026")
    job = issue(cast, run)
    assert (job.status, job.error) == (JobStatus.DONE, "")
    run.refresh_from_db()
    assert run.state == "issued"
    invoices = list(run.invoices.order_by("serial"))
    assert [(one.number, one.organisation) for one in invoices] == [("MK1001", members[1]), ("MK1002", members[2])]
    assert InvoicingDetails.objects.get().last_number == 1002
    shares = [line.fee_share or line.apportionment_share for line in InvoiceLine.objects.all()]
    assert sum(share.amount for share in shares) == sum(one.net for one in invoices) == Decimal("486667.67")
    assert sum(line.amount for line in lines_of(run)) == Decimal("730001.50")
    assert MembershipFee.objects.get().invoiced_on == Apportionment.objects.get().invoiced_on == DAY
    for one in invoices:
        assert set(one.checked["rules"]) == {"UBL 2.1", "EN 16931", "Peppol BIS Billing 3"}
        with one.file.file.open("rb") as content:
            root = ElementTree.fromstring(content.read())
        assert root.findtext(f"{CBC}ID") == one.number
        assert root.findtext(f".//{CBC}PayableAmount") == str(one.total)


def test_a_norwegian_run_is_issued_in_its_currency(db):
    cast = make_cast("NO")
    set_up(cast, "NO")
    job = issue(cast, prepare(cast))
    assert (job.status, job.error) == (JobStatus.DONE, "")
    with Invoice.objects.first().file.file.open("rb") as content:
        assert b'currencyID="NOK"' in content.read()


def test_nothing_is_issued_while_something_is_missing(cast, members):
    BillingDetails.objects.filter(organisation=members[2]).update(reference="")
    InvoicingDetails.objects.update(account="")
    job = issue(cast, prepare(cast))
    assert job.status == JobStatus.FAILED
    assert any("Öby" in line for line in job.result["details"])
    assert not Invoice.objects.exists()
    assert InvoicingDetails.objects.get().last_number == 1000


def test_an_invoice_that_breaks_a_rule_keeps_all_of_the_run_back(cast, members):
    Organisation.objects.filter(pk=members[2].pk).update(registration_number="12")  # as an import may leave it
    job = issue(cast, prepare(cast))
    assert job.status == JobStatus.FAILED
    assert any("Öby" in line and "PEPPOL-COMMON-R049" in line for line in job.result["details"])
    assert not Invoice.objects.exists()


def test_no_share_is_charged_twice(cast, members):
    first, second = prepare(cast), prepare(cast)
    assert issue(cast, first).status == JobStatus.DONE
    assert issue(cast, second).status == JobStatus.FAILED
    assert Invoice.objects.count() == 2


def test_a_draft_does_not_charge_what_has_been_set_anew(cast, members):
    run = prepare(cast)
    fee = MembershipFee.objects.get()
    fees.set_membership_fee(
        by=cast.manager,
        cooperation_id=cast.cooperation.pk,
        decision_id=fee.decision_id,
        data=FeeData(2027, FeeBasis.FLAT, Decimal(500)),
    )
    assert not work.readiness(run, basis_of(run))
    assert issue(cast, run).status == JobStatus.FAILED
    assert not Invoice.objects.exists()
    with pytest.raises(Refused):
        prepare(cast)  # both versions: members would pay the year's fee twice
    with pytest.raises(Refused):
        prepare(cast, fees=[fee])
    assert issue(cast, prepare(cast, fees=[MembershipFee.objects.get(number=2)])).status == JobStatus.DONE


def test_a_credit_note_is_not_dated_before_its_invoice(cast, members):
    issue(cast, prepare(cast, issued_on=date(2026, 12, 1)))
    invoice = Invoice.objects.get(number="MK1001")
    assert undo(cast, invoice).status == JobStatus.DONE
    assert Invoice.objects.get(credits=invoice).issued_on == date(2026, 12, 1)


def test_what_changed_while_the_worker_wrote_is_not_issued(cast, members, monkeypatch):
    run = prepare(cast)
    true_issue = services.issue

    def others_first(**said):
        late = make_organisation("Åby kommun")
        Apportionment.objects.get().shares.create(organisation=late, amount=Decimal(5))
        return true_issue(**said)

    monkeypatch.setattr(services, "issue", others_first)
    assert issue(cast, run).status == JobStatus.FAILED
    assert not Invoice.objects.exists()


def test_a_credit_note_undoes_an_invoice_under_the_next_number(cast, members):
    run = prepare(cast)
    issue(cast, run)
    invoice = Invoice.objects.get(number="MK1001")
    assert undo(cast, invoice, "Wrong member").status == JobStatus.DONE
    note = Invoice.objects.get(credits=invoice)
    assert (note.number, note.net, note.vat, note.reason) == ("MK1003", invoice.net, invoice.vat, "Wrong member")
    with note.file.file.open("rb") as content:
        root = ElementTree.fromstring(content.read())
    assert root.tag.endswith("CreditNote")
    assert root.findtext(f".//{{*}}InvoiceDocumentReference/{CBC}ID") == "MK1001"
    with pytest.raises(Refused):
        services.start_undoing(by=cast.officer, invoice_id=invoice.pk, reason="Again", language="sv")
    with pytest.raises(Refused):
        services.start_undoing(by=cast.officer, invoice_id=note.pk, reason="Back", language="sv")
    run.refresh_from_db()
    again = prepare(cast)  # what it charged, and that alone, is charged anew
    assert [bill.organisation for bill in basis_of(again).bills] == [members[1]]
    assert sum(line.amount for line in lines_of(run)) == Decimal("243333.84") + Decimal("243333.83")
    assert MembershipFee.objects.get().invoiced_on == DAY
    undo(cast, Invoice.objects.get(number="MK1002"))
    assert MembershipFee.objects.get().invoiced_on is None  # nothing of it stands: it may be set anew


def test_issued_invoices_cannot_be_changed(cast, members):
    issue(cast, prepare(cast))
    for rows in (Invoice.objects.all(), InvoiceLine.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows._raw_delete("default")
    with pytest.raises(DatabaseError), transaction.atomic():
        Invoice.objects.update(net=Decimal(1))


def test_an_issued_run_is_neither_changed_nor_dropped(cast, members):
    run = prepare(cast)
    issue(cast, run)
    with pytest.raises(Refused):
        services.drop_run(by=cast.officer, run_id=run.pk)
    with pytest.raises(Refused):
        services.change_run(by=cast.officer, run_id=run.pk, version=1, data=all_of_it())


def test_a_draft_is_changed_on_its_version_and_dropped(cast, members):
    run = prepare(cast)
    services.change_run(by=cast.officer, run_id=run.pk, version=1, data=all_of_it(text="Thanks"))
    with pytest.raises(Conflict):
        services.change_run(by=cast.officer, run_id=run.pk, version=1, data=all_of_it())
    assert services.drop_run(by=cast.officer, run_id=run.pk).state == "dropped"


@pytest.mark.parametrize(
    "changes",
    [
        {"fees": [], "apportionments": []},
        {"due_on": date(2026, 11, 1)},
        {"vat": "E"},  # without a reason
        {"vat": "S", "vat_reason": "None"},
    ],
)
def test_a_run_that_contradicts_itself_is_refused(cast, members, changes):
    with pytest.raises(Refused):
        prepare(cast, **changes)


def test_a_run_is_of_one_year_and_one_cooperation(cast, members):
    other = MembershipFee.objects.get()
    other.pk, other.year = None, 2028
    other.save()
    with pytest.raises(Refused):
        prepare(cast)
    other.pk, other.year, other.cooperation = None, 2027, cast.other_cooperation
    other.save()
    with pytest.raises(Refused):
        prepare(cast, fees=[other])


@pytest.mark.parametrize("who", ["contact", "purchaser", "working", "steering", "stranger", "nobody"])
def test_only_the_office_invoices(cast, members, who):
    run = prepare(cast)
    by = getattr(cast, who)
    with pytest.raises(Refused):
        services.prepare_run(by=by, cooperation_id=cast.cooperation.pk, data=all_of_it())
    with pytest.raises(Refused):
        services.start_issuing(by=by, run_id=run.pk, version=1, language="sv")
    with pytest.raises(Refused):
        invoicing.describe_sender(by=by, cooperation_id=cast.cooperation.pk, version=1, data=InvoicingData())


def test_a_contact_sees_the_own_invoices_and_no_others(cast, members, sign_in):
    issue(cast, prepare(cast, includes_host=True))
    own = Invoice.objects.get(organisation=cast.municipality)
    others = Invoice.objects.exclude(pk=own.pk)
    assert set(Invoice.objects.visible_to(cast.contact)) == {own}
    assert set(Invoice.objects.visible_to(cast.steering)) == {own, *others}
    assert not Invoice.objects.visible_to(cast.stranger).exists()
    assert not Invoice.objects.visible_to(cast.supplier).exists()
    client = sign_in(cast.contact)
    assert b"".join(client.get(reverse("invoice-xml", args=[own.pk])).streaming_content).startswith(b"<?xml")
    for one in others:
        assert client.get(reverse("invoice", args=[one.pk])).status_code == 404
        assert client.get(reverse("invoice-xml", args=[one.pk])).status_code == 404
        assert client.get(reverse("file", args=[one.file_id])).status_code == 404
    assert client.get(reverse("invoice-run", args=[own.run_id])).status_code == 404
    page = client.get(reverse("invoice-list")).content.decode()
    assert own.number in page and not any(one.number in page for one in others)


def test_the_whole_way_on_the_pages(cast, members, sign_in):
    client = sign_in(cast.officer)
    fee, cost = MembershipFee.objects.get(), Apportionment.objects.get()
    said = {
        "charged": [f"fee-{fee.pk}", f"apportionment-{cost.pk}"],
        "issued_on": "2026-11-20",
        "due_on": "2026-12-20",
        "vat": "S",
    }
    made = client.post(reverse("invoice-run-new", args=[cast.cooperation.pk]), said)
    run = InvoiceRun.objects.get()
    assert made.url == run.get_absolute_url()
    page = client.get(run.get_absolute_url()).content.decode()
    assert "486" in page and "Åsby kommun" in page
    assert client.get(reverse("invoice-run-edit", args=[run.pk])).status_code == 200
    assert client.get(reverse("invoice-run-files", args=[run.pk])).status_code == 404  # nothing is issued yet
    response = client.post(reverse("invoice-run-issue", args=[run.pk]), {"version": run.version})
    job = Job.objects.latest("pk")
    assert response.url == job.get_absolute_url()
    assert done(job).status == JobStatus.DONE
    assert client.get(run.get_absolute_url()).status_code == 200
    packed = client.get(reverse("invoice-run-files", args=[run.pk]))
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        names = archive.namelist()
    assert names[:2] == ["MK1001.xml", "MK1002.xml"] and names[2].endswith(".xlsx")
    table = client.get(reverse("invoice-run-table", args=[run.pk]))
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(b"".join(table.streaming_content))).get_sheet_by_index(0).to_python()
    )
    assert len(rows) == 1 + 6  # three members, a fee and a cost each
    assert sum(Decimal(str(row[4])).quantize(Decimal("0.01")) for row in rows[1:]) == Decimal("730001.50")
    invoice = Invoice.objects.first()
    assert client.get(invoice.get_absolute_url()).status_code == 200
    assert client.get(reverse("invoice-undo", args=[invoice.pk])).status_code == 200


def test_details_are_checked_as_they_are_typed(cast):
    def describe(version: int = 0, **said):
        data = InvoicingData(**({"street": "Storgatan 1", "city": "Ekby"} | said))
        return invoicing.describe_sender(
            by=cast.officer, cooperation_id=cast.cooperation.pk, version=version, data=data
        )

    for wrong in (
        {"account": "5050-1055"},
        {"account_kind": "bankgiro", "account": "5050-1056"},
        {"vat_number": "SE1"},
    ):
        with pytest.raises(Refused):
            describe(**wrong)
    details = describe(account_kind="bankgiro", account="5050-1055")
    assert details.version == 1
    with pytest.raises(Conflict):
        describe(city="Elsewhere")
    assert describe(1, city="Elsewhere").version == 2


def test_the_series_is_not_moved_after_the_first_invoice(cast, members):
    issue(cast, prepare(cast))
    with pytest.raises(Refused):
        invoicing.describe_sender(
            by=cast.officer,
            cooperation_id=cast.cooperation.pk,
            version=1,
            data=InvoicingData(number_prefix="MK", last_number=1),
        )


def test_the_series_is_held_while_its_sender_is_described(cast):
    """A run that is issued meanwhile takes its numbers from the same row."""
    say = {"by": cast.officer, "cooperation_id": cast.cooperation.pk}
    invoicing.describe_sender(**say, version=0, data=InvoicingData(city="Ekby"))
    with CaptureQueriesContext(connection) as asked:
        invoicing.describe_sender(**say, version=1, data=InvoicingData(city="Åsby"))
    assert any("governance_invoicingdetails" in one["sql"] and "FOR UPDATE" in one["sql"] for one in asked)


def test_a_contact_says_where_the_own_member_is_billed(cast):
    own, other = cast.municipality.pk, cast.neighbour.pk
    data = BillingData(reference="ZZ1", city="Ekby")
    assert invoicing.describe_payer(by=cast.contact, organisation_id=own, version=0, data=data).reference == "ZZ1"
    with pytest.raises(Refused):
        invoicing.describe_payer(by=cast.contact, organisation_id=other, version=0, data=data)


def test_accounts_and_vat_numbers_have_the_digits_of_their_kind():
    assert check_account("bankgiro", "5050-1055")
    assert check_account("plusgiro", "28 65 43-4")
    assert check_account("norwegian", "8601 11 17947")
    assert check_account("iban", "SE35 5000 0000 0549 1000 0003")
    for kind, account in (("bankgiro", "123"), ("norwegian", "8601 11 17948"), ("iban", "SE36"), ("", "1")):
        assert not check_account(kind, account)
    assert check_vat_number("SE", "SE212000014201") and check_vat_number("NO", "NO942402465MVA")
    assert not check_vat_number("SE", "NO942402465MVA")


def test_a_checked_reference_ends_in_a_digit_by_modulus_ten():
    details = InvoicingDetails(number_prefix="MK", reference_kind="checked")
    assert payment_reference(details, 1001) == "10017"  # from the right 1·2 + 0·1 + 0·2 + 1·1 = 3, and 7 makes 10
    assert payment_reference(InvoicingDetails(number_prefix="MK"), 1001) == "MK1001"
