"""A cooperation with a fee and a divided cost to charge, and everything known that an invoice must say."""

from datetime import date
from decimal import Decimal

from portal.governance.models import (
    Apportionment,
    ApportionmentShare,
    BillingDetails,
    CostKey,
    Decision,
    Invoice,
    InvoiceRun,
    InvoicingDetails,
    Meeting,
    MembershipFee,
    MembershipFeeShare,
)
from portal.governance.services import invoices as services
from portal.governance.services.invoices import RunData
from portal.jobs import working
from portal.jobs.models import Job
from portal.organisations.models import Organisation
from tests import factories
from tests.cast import Cast

DAY = date(2026, 11, 20)
DUE = date(2026, 12, 20)
#: Three members pay 10 000,50 each, and a cost of 700 000 in equal parts: 233 333,33 twice and 233 333,34.
FEE = Decimal("10000.50")
PARTS = (Decimal("233333.33"), Decimal("233333.33"), Decimal("233333.34"))
NUMBERS = {
    "SE": ("2120000142", "2120000159", "2120000167"),
    "NO": ("942402465", "938759839", "964963193"),
}
SENDER = {
    "SE": {"vat_number": "SE212000014201", "account_kind": "bankgiro", "account": "5050-1055"},
    "NO": {"vat_number": "NO942402465MVA", "account_kind": "norwegian", "account": "8601 11 17947"},
}


def set_up(cast: Cast, country: str = "SE") -> list[Organisation]:
    """The members with their numbers, references and shares; the first is the host."""
    third = factories.make_organisation("Öby kommun", country=country)
    factories.make_member(cast.cooperation, third)
    members = [cast.municipality, cast.neighbour, third]
    for member, number in zip(members, NUMBERS[country], strict=True):
        Organisation.objects.filter(pk=member.pk).update(registration_number=number)
        member.refresh_from_db()
        BillingDetails.objects.create(organisation=member, reference="ZZ100", city="Byn", postal_code="123 45")
    InvoicingDetails.objects.create(
        cooperation=cast.cooperation,
        street="Storgatan 1",
        city="Ekby",
        contact_email="office@example.org",
        number_prefix="MK",
        last_number=1000,
        **SENDER[country],
    )
    meeting = Meeting.objects.create(cooperation=cast.cooperation, title="Autumn", held_on=date(2026, 10, 1))
    decision = Decision.objects.create(
        meeting=meeting, title="Money", wording="So be it.", takes_effect_on=date(2026, 10, 1)
    )
    fee = MembershipFee.objects.create(
        cooperation=cast.cooperation, year=2027, number=1, basis="flat", amount=FEE, decision=decision
    )
    key = CostKey.objects.create(cooperation=cast.cooperation, name="Equal", equal_weight=100)
    cost = Apportionment.objects.create(
        cooperation=cast.cooperation,
        year=2027,
        purpose="Coordinator",
        number=1,
        amount=Decimal(700000),
        key=key,
        members_on=DAY,
    )
    for member, part in zip(members, PARTS, strict=True):
        MembershipFeeShare.objects.create(fee=fee, organisation=member, amount=FEE)
        ApportionmentShare.objects.create(apportionment=cost, organisation=member, amount=part)
    return members


def all_of_it(**changes: object) -> RunData:
    """Everything there is to charge, with VAT."""
    wanted = {
        "fees": list(MembershipFee.objects.all()),
        "apportionments": list(Apportionment.objects.all()),
        "issued_on": DAY,
        "due_on": DUE,
        "vat": "S",
    }
    return RunData(**(wanted | changes))


def prepare(cast: Cast, **changes: object) -> InvoiceRun:
    """A draft of everything."""
    return services.prepare_run(by=cast.officer, cooperation_id=cast.cooperation.pk, data=all_of_it(**changes))


def issue(cast: Cast, run: InvoiceRun) -> Job:
    """Have the worker issue a run."""
    job = services.start_issuing(by=cast.officer, run_id=run.pk, version=run.version, language="sv")
    return done(job)


def undo(cast: Cast, invoice: Invoice, reason: str = "Twice") -> Job:
    """Have the worker undo an invoice."""
    return done(services.start_undoing(by=cast.officer, invoice_id=invoice.pk, reason=reason, language="sv"))


def done(job: Job) -> Job:
    working.perform(job.pk)
    job.refresh_from_db()
    return job
