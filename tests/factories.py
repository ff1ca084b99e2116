"""Things to test with, each made by the plainest means; one argument per state that matters."""

import itertools
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from agreements.models import (
    Agreement,
    AgreementChange,
    AgreementCpv,
    EligibleBuyer,
    ExtensionOption,
    Lot,
    LotSupplier,
    NonConformity,
)
from agreements.search import refresh
from agreements.states import AgreementStatus, CallOffMethod
from agreements.states.changes import ChangeKind, ChangeStatus
from agreements.states.follow_up import NonConformityStatus
from portal.accounts.models import User
from portal.organisations.models import (
    Appointment,
    Cooperation,
    Group,
    GroupKind,
    Membership,
    Organisation,
    Seat,
)
from portal.reference.models import County, CpvCode
from procurements.models import Procurement
from procurements.states.stages import Stage
from suppliers.models import Supplier, SupplierUser

TODAY = date(2026, 11, 20)
PASSWORD = "a quiet harbour at dawn"
_numbers = itertools.count(1)


def make_user(name: str, **fields: Any) -> User:
    return User.objects.create_user(
        email=f"{name.lower().replace(' ', '.')}@example.org", password=PASSWORD, name=name, **fields
    )


def make_organisation(name: str = "", kind: str = "municipality", country: str = "SE", **fields: Any) -> Organisation:
    return Organisation.objects.create(
        name=name or f"Municipality {next(_numbers)}", kind=kind, country=country, **fields
    )


def make_cooperation(name: str = "", country: str = "SE", **fields: Any) -> Cooperation:
    name = name or f"Cooperation {next(_numbers)}"
    fields.setdefault("host", None)
    if fields["host"] is None:
        fields["host"] = make_organisation(country=country)
    return Cooperation.objects.create(
        name=name,
        slug=name.lower().replace(" ", "-"),
        jurisdiction=country,
        currency="SEK" if country == "SE" else "NOK",
        **fields,
    )


def make_member(cooperation: Cooperation, organisation: Organisation, since: date = date(2020, 1, 1)) -> Membership:
    return Membership.objects.create(cooperation=cooperation, organisation=organisation, valid_from=since)


def appoint(user: User, role: str, since: date = date(2020, 1, 1), **place: Any) -> Appointment:
    return Appointment.objects.create(user=user, role=role, valid_from=since, **place)


def seat(user: User, cooperation: Cooperation, kind: str, organisation: Organisation | None = None) -> Seat:
    group, _ = Group.objects.get_or_create(
        cooperation=cooperation, kind=kind, name=f"{GroupKind(kind).name} {cooperation.pk}"
    )
    return Seat.objects.create(group=group, user=user, organisation=organisation, valid_from=date(2020, 1, 1))


def make_cpv(code: str, sv: str, nb: str = "", en: str = "") -> CpvCode:
    """A CPV code below its division, for tests that load no reference data."""
    division = code[:2].ljust(8, "0")
    made, _ = CpvCode.objects.get_or_create(
        code=code,
        defaults={
            "check_digit": "0",
            "label_sv": sv,
            "label_nb": nb or sv,
            "label_en": en or sv,
            "level": "division" if code == division else "class",
            "parent": None if code == division else make_cpv(division, f"Division {code[:2]}"),
        },
    )
    return made


def make_county(code: str = "01", name: str = "Stockholms län", country: str = "SE") -> County:
    return County.objects.get_or_create(country=country, code=code, defaults={"name": name, "nuts3": "SE110"})[0]


def make_supplier(name: str = "", **fields: Any) -> Supplier:
    return Supplier.objects.create(name=name or f"Supplier {next(_numbers)} AB", **fields)


def act_for(user: User, supplier: Supplier) -> SupplierUser:
    return SupplierUser.objects.create(user=user, supplier=supplier, valid_from=date(2020, 1, 1))


def make_draft(cooperation: Cooperation, title: str = "", **fields: Any) -> Agreement:
    """A draft with nothing but a title."""
    agreement = Agreement.objects.create(
        cooperation=cooperation,
        currency=cooperation.currency,
        title=title or f"Agreement {next(_numbers)}",
        **fields,
    )
    refresh([agreement.pk])
    return agreement


def make_agreement(
    cooperation: Cooperation,
    owner: Organisation | None = None,
    title: str = "",
    starts_on: date = date(2025, 1, 1),
    ends_on: date = date(2027, 12, 31),
    status: str = AgreementStatus.PUBLISHED,
    supplier: Supplier | None = None,
    buyers: tuple[Organisation, ...] = (),
    cpv: CpvCode | None = None,
    option_months: tuple[int, ...] = (12,),
    **fields: Any,
) -> Agreement:
    """A whole framework: one lot, one supplier, one code, its owner and the buyers eligible, one option of a year."""
    owner = owner or cooperation.host
    agreement = Agreement.objects.create(
        **{
            "cooperation": cooperation,
            "currency": cooperation.currency,
            "owner": owner,
            "title": title or f"Framework {next(_numbers)}",
            "number": f"F-{next(_numbers)}",
            "starts_on": starts_on,
            "ends_on": ends_on,
            "last_day": ends_on,
            "latest_contract_end_on": date(ends_on.year + 2, ends_on.month, 28),
            "announced_on": date(starts_on.year - 1, 6, 1),
            "estimated_value": Decimal("1000000"),
            "maximum_value": Decimal("1500000"),
            "status": status,
            "published_at": None if status == AgreementStatus.DRAFT else timezone.now(),
            "terminated_on": ends_on if status == AgreementStatus.TERMINATED else None,
            **fields,
        }
    )
    lot = Lot.objects.create(
        agreement=agreement, position=1, number="1", title="Whole", call_off_method=CallOffMethod.SINGLE
    )
    LotSupplier.objects.create(lot=lot, supplier=supplier or make_supplier())
    AgreementCpv.objects.create(
        agreement=agreement,
        cpv=cpv or make_cpv("90910000", "Städtjänster", "Rengjøringstjenester", "Cleaning services"),
        is_main=True,
    )
    for organisation in {owner, *buyers}:
        EligibleBuyer.objects.create(agreement=agreement, organisation=organisation, is_binding=True)
    for position, months in enumerate(option_months, start=1):
        ExtensionOption.objects.create(agreement=agreement, position=position, months=months)
    refresh([agreement.pk])
    return agreement


def make_change(agreement: Agreement, by: User, **fields: Any) -> AgreementChange:
    """A change of prices, which one person may register; proposed unless another status is named."""
    return AgreementChange.objects.create(
        **{
            "agreement": agreement,
            "kind": ChangeKind.PRICE,
            "status": ChangeStatus.PROPOSED,
            "effective_on": TODAY,
            "justification": "Steel costs more.",
            "percent": Decimal("2.5"),
            "needs_two": False,
            "proposed_by": by,
            **fields,
        }
    )


def make_procurement(
    cooperation: Cooperation, title: str = "", stage: str = Stage.PLANNED, **fields: Any
) -> Procurement:
    return Procurement.objects.create(
        cooperation=cooperation,
        currency=cooperation.currency,
        title=title or f"Procurement {next(_numbers)}",
        stage=stage,
        planned_at=None if stage == Stage.DRAFT else timezone.now(),
        **({"maximum_value": Decimal("1000000")} if stage == Stage.READY else {}) | fields,
    )


def make_non_conformity(
    agreement: Agreement, supplier: Supplier | None = None, status: str = NonConformityStatus.REPORTED, **fields: Any
) -> NonConformity:
    """A report about the agreement's (or the named) supplier by its owner, in a status with all that it demands."""
    over = status in (NonConformityStatus.CLOSED, NonConformityStatus.WITHDRAWN)
    sent = status not in (NonConformityStatus.REPORTED, NonConformityStatus.WITHDRAWN)
    answered = status == NonConformityStatus.ANSWERED
    return NonConformity.objects.create(
        **{
            "agreement": agreement,
            "supplier": supplier or LotSupplier.objects.filter(lot__agreement=agreement)[0].supplier,
            "buyer": agreement.owner,
            "title": f"Failure {next(_numbers)}",
            "what_happened": "Nobody came.",
            "happened_on": TODAY,
            "demand": "Come.",
            "answer_by": TODAY,
            "status": status,
            "sent_at": timezone.now() if sent else None,
            "answer": "Sorry." if answered else "",
            "answered_at": timezone.now() if answered else None,
            "outcome": "Settled." if over else "",
            "reported_by": make_user(f"Reporter {next(_numbers)}"),
            **fields,
        }
    )
