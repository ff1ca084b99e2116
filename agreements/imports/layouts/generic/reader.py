"""Reading the rows of the layout as agreements."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agreements.data import AgreementData, BuyerData, LotData, LotSupplierData, OptionData
from agreements.imports import values
from agreements.imports.layouts.base import Plan, Planned
from agreements.imports.layouts.generic.columns import OF_AGREEMENT, SPOKEN_OF
from agreements.imports.parties import same_name
from agreements.states import AgreementKind, AgreementLevel, CallOffMethod
from portal.accounts.actor import Role
from portal.accounts.models import User
from portal.files.sheets import cells
from portal.files.sheets.cells import Wrong
from portal.files.sheets.findings import Row, Table
from portal.organisations.models import Appointment, Organisation
from portal.organisations.periods import valid_on
from portal.reference.cpv import parse_cpv

Value = TypeVar("Value")


@dataclass
class _Lot:
    """A lot as its rows tell of it."""

    number: str
    title: str
    maximum: Decimal | None = None
    method: str = ""
    suppliers: list[LotSupplierData] = field(default_factory=list)


class Reader:
    """Reads groups of rows as agreements; a cell that cannot be read is an error at its place."""

    def __init__(self, plan: Plan, table: Table) -> None:
        self.plan = plan
        self.language = get_language() or "sv"
        self.compared = frozenset(SPOKEN_OF.get(name, name) for name in table.columns if name)
        self.has_methods = table.holds("call_off_method")
        today = timezone.localdate()
        self.members = list(Organisation.objects.members_of(plan.cooperation, today).values_list("pk", flat=True))
        office = Appointment.objects.filter(
            valid_on(today), cooperation=plan.cooperation, role__in=(Role.MANAGER, Role.OFFICER)
        )
        users = User.objects.filter(is_active=True, appointments__in=office)
        self.office = {email.lower(): pk for pk, email in users.values_list("pk", "email")}
        self.rows_without_number: dict[str, int] = {}

    def read(self, row: Row, name: str, reader: Callable[..., Value], *more: Any) -> Value:
        """The value of a cell, or that of an empty one after an error has been noted."""
        try:
            return reader(row.get(name), *more)
        except Wrong as wrong:
            self.plan.findings.error(row, name, name, wrong)
            return reader(None, *more)

    def agreement(self, rows: list[Row]) -> None:
        """Plan the agreement of these rows, unless something in them is wrong."""
        findings, first = self.plan.findings, rows[0]
        before = findings.errors
        for row in rows[1:]:
            self.same_agreement(first, row)
        read = self.read
        title = read(first, "title", cells.line, 250)
        if not title and not first.get("title"):
            findings.error(first, "title", "title", _("The agreement has no title."))
        number = read(first, "number", cells.line, 50)
        starts_on, ends_on = read(first, "starts_on", cells.day), read(first, "ends_on", cells.day)
        latest, announced = read(first, "latest_contract_end_on", cells.day), read(first, "announced_on", cells.day)
        self.in_order(first, "ends_on", starts_on, ends_on, _("The last day is before the first day."))
        self.in_order(
            first, "latest_contract_end_on", ends_on, latest, _("Contracts would end before the agreement's last day.")
        )
        self.in_order(first, "announced_on", announced, starts_on, _("The notice is later than the first day."))
        estimated, maximum = self.amount(first, "estimated"), self.amount(first, "maximum")
        data = AgreementData(
            cooperation_id=self.plan.cooperation.pk,
            title=title,
            owner_id=read(first, "owner", self.organisation),
            responsible_id=self.officer(first),
            kind=read(first, "kind", values.choice, AgreementKind) or AgreementKind.FRAMEWORK,
            level=read(first, "level", values.choice, AgreementLevel) or AgreementLevel.REGIONAL,
            number=number,
            description=cells.text(first.get("description")),
            announced_on=announced,
            notice_url=read(first, "notice_url", _link),
            starts_on=starts_on,
            ends_on=ends_on,
            latest_contract_end_on=latest,
            estimated_value=estimated,
            maximum_value=maximum,
            source_key="" if number else self.key_of(first),
            cpvs=self.cpvs(first),
            lots=self.lots(rows),
            buyers=self.buyers(first),
            options=self.options(first, ends_on),
        )
        if findings.errors == before and self.is_first(first, data.source_key):
            self.plan.items.append(Planned(data, first, self.compared))

    def same_agreement(self, first: Row, row: Row) -> None:
        """A further row of an agreement may repeat what the first says, or leave it empty."""
        for name in OF_AGREEMENT:
            if (said := row.get(name)) is not None and said != first.get(name):
                self.plan.findings.error(
                    row, name, "contradiction",
                    _("This differs from row %(row)s, which has the same number.") % {"row": first.number},
                )  # fmt: skip

    def key_of(self, row: Row) -> str:
        """What a row without a number is known by when the file comes again: all that it says."""
        said = "\n".join(f"{name}={cells.text(cell)}" for name, cell in sorted(row.cells.items()))
        return f"row:{hashlib.sha256(said.encode()).hexdigest()[:40]}"

    def is_first(self, row: Row, key: str) -> bool:
        """Whether a row without a number has not come before, word for word."""
        if not key:
            return True
        earlier = self.rows_without_number.setdefault(key, row.number)
        if earlier != row.number:
            self.plan.findings.warning(
                row, "number", "row_twice", _("Row %(row)s says the same: this row is left out.") % {"row": earlier}
            )
        return earlier == row.number

    def in_order(self, row: Row, name: str, earlier: date | None, later: date | None, text: str) -> None:
        if earlier and later and later < earlier:
            self.plan.findings.error(row, name, "dates_out_of_order", text)

    def amount(self, row: Row, name: str) -> Decimal | None:
        """An amount; a zero says that nobody knows it."""
        found = self.read(row, name, cells.money, self.language)
        if found == 0:
            self.plan.findings.warning(row, name, "value_zero", _("The value is 0: it comes in as unknown."))
            return None
        return found

    def organisation(self, cell: Any) -> int | None:
        """The organisation that a cell names."""
        text = cells.text(cell)
        if not text:
            return None
        found = self.plan.organisations.find(text)
        if found is None:
            raise Wrong(
                _("The portal knows no organisation “%(text)s”. Register it first, or correct the name or number.")
                % {"text": text}
            )
        return found

    def officer(self, row: Row) -> int | None:
        """The responsible officer; the agreement can come in without one."""
        email = cells.text(row.get("responsible")).lower()
        if email and email not in self.office:
            self.plan.findings.warning(
                row, "responsible", "officer_unknown",
                _("Nobody in the cooperation's office has this address: the agreement comes in without one."),
            )  # fmt: skip
        return self.office.get(email)

    def cpvs(self, row: Row) -> tuple[str, ...]:
        found = []
        for text in values.codes(row.get("cpvs")):
            try:
                found.append(parse_cpv(text, self.plan.cpvs).code)
            except ValidationError as wrong:
                self.plan.findings.error(row, "cpvs", "cpv", " ".join(wrong.messages))
        return tuple(dict.fromkeys(found))

    def buyers(self, row: Row) -> tuple[BuyerData, ...]:
        named: list[int] = []
        for part in cells.parts(row.get("buyers")):
            try:
                named += self.members if values.means_all_members(part) else [self.organisation(part) or 0]
            except Wrong as wrong:
                self.plan.findings.error(row, "buyers", "buyers", wrong)
        binding = self.read(row, "binding", cells.yes_or_no)
        return tuple(BuyerData(organisation, binding) for organisation in dict.fromkeys(named))

    def options(self, row: Row, ends_on: date | None) -> tuple[OptionData, ...]:
        months, notices = self.read(row, "options", values.options), self.read(row, "notice_by", values.days)
        if len(notices) > len(months):
            self.plan.findings.error(
                row, "notice_by", "notice_by", _("There are more last days of notice than options.")
            )
        for notice in notices[:1]:
            self.in_order(row, "notice_by", notice, ends_on, _("The last day of notice is after the last day."))
        days = [*notices, *[None] * len(months)]
        return tuple(OptionData(length, notice) for length, notice in zip(months, days, strict=False))

    def lots(self, rows: list[Row]) -> tuple[LotData, ...]:
        lots: dict[str, _Lot] = {}
        for row in rows:
            number = self.read(row, "lot_number", cells.line, 30)
            title = self.read(row, "lot_title", cells.line, 250)
            supplier = self.supplier(row)
            if not (number or title or supplier or row.get("lot_maximum") or row.get("call_off_method")):
                continue
            lot = lots.setdefault(number or same_name(title), _Lot(number, title))
            lot.title = lot.title or title
            lot.maximum = lot.maximum or self.amount(row, "lot_maximum")
            lot.method = lot.method or self.read(row, "call_off_method", values.choice, CallOffMethod)
            rank, share = self.read(row, "rank", values.rank), self.read(row, "share", values.share)
            if supplier:
                self.place(row, lot, LotSupplierData(supplier, rank, share))
        return tuple(
            LotData(
                number=lot.number or str(place),
                title=lot.title,
                maximum_value=lot.maximum,
                call_off_method=self.method(lot),
                suppliers=tuple(lot.suppliers),
            )
            for place, lot in enumerate(lots.values(), start=1)
        )

    def place(self, row: Row, lot: _Lot, new: LotSupplierData) -> None:
        """Give a supplier its place in a lot, once, and no two the same rank."""
        findings = self.plan.findings
        if any(new.supplier_id == old.supplier_id for old in lot.suppliers):
            findings.error(row, "supplier", "supplier_twice", _("The supplier stands in this lot already."))
        elif new.rank and any(new.rank == old.rank for old in lot.suppliers):
            findings.error(row, "rank", "rank_twice", _("Another supplier of this lot has this rank."))
        else:
            lot.suppliers.append(new)

    def method(self, lot: _Lot) -> str:
        """The stated method; where the file has no column for it, what its ranks or shares can only mean."""
        if lot.method or self.has_methods:
            return lot.method
        if len(lot.suppliers) == 1:
            return CallOffMethod.SINGLE
        if lot.suppliers and all(place.rank for place in lot.suppliers):
            return CallOffMethod.RANKING
        if lot.suppliers and all(place.share for place in lot.suppliers):
            return CallOffMethod.SHARES
        return ""

    def supplier(self, row: Row) -> int | None:
        """The supplier by its number, else by its name."""
        name = self.read(row, "supplier", cells.line, 200)
        number = cells.text(row.get("supplier_number"))
        suppliers, findings = self.plan.suppliers, self.plan.findings
        try:
            if not number:
                return suppliers.named(name) if name else None
            namesake = bool(name) and suppliers.unnumbered_namesake(name)
            found, known_as = suppliers.numbered(number, name)
        except Wrong as wrong:
            findings.error(row, "supplier_number" if number else "supplier", "supplier", wrong)
            return None
        if name and same_name(known_as) != same_name(name):
            findings.warning(
                row, "supplier", "supplier_name",
                _("The number belongs to “%(known)s”, which is taken for the supplier.") % {"known": known_as},
            )  # fmt: skip
        elif found < 0 and namesake:
            findings.warning(
                row, "supplier_number", "supplier_namesake",
                _("A supplier of this name stands in the register without a number: a second one is made."),
            )  # fmt: skip
        return found


def _link(cell: Any) -> str:
    text = cells.line(cell, 500)
    try:
        if text:
            URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        raise Wrong(_("“%(text)s” is not a link. It begins with https://.") % {"text": text}) from None
    return text
