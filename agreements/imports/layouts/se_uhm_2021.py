"""The Swedish procurements of 2021 as Upphandlingsmyndigheten's statistics have them, with their awards.

Source: okfse/oppna-upphandlingsdata, CC0. The statistics know neither last days nor maxima, about half of the values,
and no numbers of suppliers. One pseudonym stands for many natural persons there (one of them for seven in one lot).
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.data import AgreementData, BuyerData, LotData, LotSupplierData
from agreements.imports.layouts.base import FileRole, Layout, Plan, Planned
from agreements.states import AgreementKind, AgreementLevel
from portal.files.sheets import cells
from portal.files.sheets.cells import Wrong
from portal.files.sheets.findings import Row, Table
from portal.files.sheets.mapping import Field
from portal.law.numbers import BadNumber, check_registration_number, looks_like_person
from portal.organisations.models import Organisation, OrganisationKind
from portal.reference.models import Country, Municipality
from suppliers.models import SupplierSize

SOURCE = "Upphandlingsmyndighetens statistik 2021 (okfse/oppna-upphandlingsdata, CC0)"
#: Values outside these are taken as they stand, with a warning: they are seldom the value of a whole agreement.
USUAL = (Decimal(1_000), Decimal(10_000_000_000))  # SEK

_KINDS = {"Ramavtal": AgreementKind.FRAMEWORK, "Kontrakt": AgreementKind.CONTRACT}
_BUYERS = {
    "Kommun": OrganisationKind.MUNICIPALITY,
    "Kommunalt ägd organisation": OrganisationKind.COMPANY,
    "Region": OrganisationKind.REGION,
}
_JOINT_AUTHORITY = "Kommunalförbund"
_SIZES = {
    "Mikroföretag": SupplierSize.MICRO,
    "Små företag": SupplierSize.SMALL,
    "Medelstora företag": SupplierSize.MEDIUM,
    "Stora företag": SupplierSize.LARGE,
}
_PERSON = re.compile(r"Enskild näringsidkare [0-9a-f]{8}|Personuppgift")
_NATURAL_PERSONS = "Fysiska personer"
_COMPARED = frozenset(
    ["title", "description", "kind", "number", "owner_id", "announced_on", "estimated_value", "cpvs", "buyers", "lots"]
)


def _columns(required: str, optional: str) -> tuple[Field, ...]:
    return tuple(
        Field(name, name, required=must)
        for names, must in ((required, True), (optional, False))
        for name in names.split()
    )


PROCUREMENTS = FileRole(
    "procurements",
    gettext_lazy("Procurements"),
    _columns(
        "procurement_id published title buyer_name buyer_org_number buyer_subsector cpv_code agreement_type"
        " contracted_value_sek",
        "buyer_legal_form procedure legal_basis notice_database",
    ),
    help=gettext_lazy("The file with one row per procurement (se_uhm_2021_procurements)."),
)
AWARDS = FileRole(
    "awards",
    gettext_lazy("Awards"),
    _columns("procurement_id lot_result_id supplier_name", "supplier_size supplier_legal_form"),
    required=False,
    help=gettext_lazy("The file with one row per supplier and lot. Without it the agreements have no suppliers."),
)


def plan(plan: Plan, tables: Mapping[str, Table], progress: Callable[[int], None]) -> None:
    """Every procurement becomes a draft of its own, with a lot for each result that was awarded."""
    awards: dict[str, list[Row]] = defaultdict(list)
    if AWARDS.name in tables:
        for row in tables[AWARDS.name].rows():
            awards[cells.text(row.get("procurement_id"))].append(row)
    buyers = _Buyers(plan)
    seen: dict[str, int] = {}
    for count, row in enumerate(tables[PROCUREMENTS.name].rows(), start=1):
        key = cells.text(row.get("procurement_id"))
        if key in seen:
            plan.findings.warning(
                row, "procurement_id", "procurement_twice",
                _("%(id)s stands on row %(row)s already: this row is left out.") % {"id": key, "row": seen[key]},
            )  # fmt: skip
            continue
        seen[key] = row.number
        if data := _agreement(plan, row, key, buyers, awards.pop(key, [])):
            plan.items.append(Planned(data, row, _COMPARED if AWARDS.name in tables else _COMPARED - {"lots"}))
        if count % 500 == 0:
            progress(count)
    for key, rows in awards.items():
        if key in seen:
            continue
        for row in rows:
            plan.findings.warning(
                row, "procurement_id", "award_alone",
                _("There is no procurement %(id)s: the award is left out.") % {"id": key},
            )  # fmt: skip


def _agreement(plan: Plan, row: Row, key: str, buyers: "_Buyers", awards: list[Row]) -> AgreementData | None:
    before = plan.findings.errors
    title, kind = cells.text(row.get("title")), _KINDS.get(cells.text(row.get("agreement_type")))
    if not key or len(key) > 50:
        plan.findings.error(row, "procurement_id", "no_id", _("The row has no procurement_id."))
    if not title or len(title) > 250:
        plan.findings.error(row, "title", "title", _("A title has between 1 and 250 characters."))
    if kind is None:
        plan.findings.error(
            row, "agreement_type", "kind",
            _("“%(text)s” is neither Ramavtal nor Kontrakt.") % {"text": cells.text(row.get("agreement_type"))},
        )  # fmt: skip
    announced, value, cpvs = _published(plan, row), _value(plan, row), _cpvs(plan, row)
    buyer = buyers.of(row)
    if plan.findings.errors > before or buyer is None or kind is None:
        return None
    return AgreementData(
        cooperation_id=plan.cooperation.pk,
        title=title,
        owner_id=buyer,
        kind=kind,
        level=AgreementLevel.LOCAL,
        number=key,
        description=_description(row),
        announced_on=announced,
        estimated_value=value,
        maximum_unknown_because=_("The statistics hold no maximum value.") if kind == AgreementKind.FRAMEWORK else "",
        source=SOURCE,
        source_layout=LAYOUT.name,
        source_key=key,
        assumed=("estimated_value",) if value is not None else (),
        assumption=_("The estimated value is the contracted value that the statistics state.") if value else "",
        cpvs=cpvs,
        lots=tuple(_lots(plan, awards)),
        buyers=(BuyerData(buyer),),
    )


def _published(plan: Plan, row: Row) -> date | None:
    try:
        return cells.day(row.get("published"))
    except Wrong as wrong:
        plan.findings.error(row, "published", "date", wrong)
        return None


def _value(plan: Plan, row: Row) -> Decimal | None:
    """The contracted value; a zero says that nobody stated it."""
    try:
        value = cells.money(row.get("contracted_value_sek"), "en")
    except Wrong as wrong:
        plan.findings.error(row, "contracted_value_sek", "amount", wrong)
        return None
    if value is None:
        return None
    if value == 0:
        plan.findings.warning(row, "contracted_value_sek", "value_zero", _("The value is 0: it comes in as unknown."))
        return None
    if not USUAL[0] <= value <= USUAL[1]:
        plan.findings.warning(
            row, "contracted_value_sek", "value_odd",
            _("%(value)s kr is an odd value for an agreement. It comes in as it stands.") % {"value": value},
        )  # fmt: skip
    return value


def _cpvs(plan: Plan, row: Row) -> tuple[str, ...]:
    code = cells.text(row.get("cpv_code"))
    if not code:
        return ()
    known = code.zfill(8) if len(code) == 7 else code
    if known not in plan.cpvs:
        plan.findings.error(row, "cpv_code", "cpv", _("The CPV code %(code)s does not exist.") % {"code": code})
        return ()
    return (known,)


def _description(row: Row) -> str:
    """How it was procured, in the source's own words."""
    said = (cells.text(row.get(name)) for name in ("procedure", "legal_basis", "notice_database"))
    return ", ".join(part for part in said if part)


def _lots(plan: Plan, awards: list[Row]) -> Iterator[LotData]:
    by_result: dict[str, list[Row]] = defaultdict(list)
    for row in awards:
        by_result[cells.text(row.get("lot_result_id"))].append(row)
    for place, rows in enumerate(by_result.values(), start=1):
        suppliers: list[int] = []
        for row in rows:
            supplier = _supplier(plan, row)
            if supplier in suppliers:
                plan.findings.warning(
                    row, "supplier_name", "supplier_twice",
                    _("The supplier stands in this lot already: it comes in once."),
                )  # fmt: skip
            elif supplier is not None:
                suppliers.append(supplier)
        yield LotData(number=str(place), suppliers=tuple(LotSupplierData(supplier) for supplier in suppliers))


def _supplier(plan: Plan, row: Row) -> int | None:
    try:
        name = cells.line(row.get("supplier_name"), 200)
        if not name:
            raise Wrong(_("The supplier has no name."))
        size = _SIZES.get(cells.text(row.get("supplier_size")), "")
        if cells.text(row.get("supplier_legal_form")) == _NATURAL_PERSONS or _PERSON.fullmatch(name):
            return plan.suppliers.person(name, size=size)
        return plan.suppliers.named(name, size=size)
    except Wrong as wrong:
        plan.findings.error(row, "supplier_name", "supplier", wrong)
        return None


class _Buyers:
    """The buyers, known by number, else by name; those that the portal lacks are to be made."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.municipalities = {
            municipality.registration_number: municipality
            for municipality in Municipality.objects.filter(country=Country.SWEDEN)
        }
        self.found: dict[tuple[str, str], int | None] = {}

    def of(self, row: Row) -> int | None:
        """The buyer of a row. The same buyer is looked for, and warned of, once."""
        name, number = cells.text(row.get("buyer_name")), cells.text(row.get("buyer_org_number"))
        if (name, number) not in self.found:
            self.found[name, number] = self._look(row, " ".join(name.split()), number)
        return self.found[name, number]

    def _look(self, row: Row, name: str, number: str) -> int | None:
        if not name or len(name) > 200:
            self.plan.findings.error(row, "buyer_name", "buyer", _("The buyer has no name."))
            return None
        organisations = self.plan.organisations
        try:
            number = check_registration_number(Country.SWEDEN, number)
            if looks_like_person(Country.SWEDEN, number):
                raise BadNumber(_("%(number)s is a personal number."), number=number)
        except BadNumber as bad:
            self.plan.findings.warning(
                row, "buyer_org_number", "buyer_number",
                _("%(why)s The buyer comes in without a number.") % {"why": bad},
            )  # fmt: skip
            known = organisations.without_number(name)
            return known if known is not None else organisations.make(self._new(row, name, ""))
        found = organisations.find(number)
        return found if found is not None else organisations.make(self._new(row, name, number))

    def _new(self, row: Row, name: str, number: str) -> Organisation:
        municipality = self.municipalities.get(number) if number else None
        kind = _BUYERS.get(cells.text(row.get("buyer_subsector")), OrganisationKind.OTHER)
        if cells.text(row.get("buyer_legal_form")) == _JOINT_AUTHORITY:
            kind = OrganisationKind.OTHER
        return Organisation(
            kind=kind,
            name=municipality.official_name if municipality else name,
            country=Country.SWEDEN,
            registration_number=number,
            municipality=municipality,
            note=SOURCE,
        )


LAYOUT = Layout(
    name="se_uhm_2021",
    label=gettext_lazy("Swedish procurement statistics 2021 (Upphandlingsmyndigheten)"),
    help=gettext_lazy(
        "One or two files of the open data set. Everything comes in as drafts: the statistics hold no last day and no"
        " maximum value."
    ),
    files=(PROCUREMENTS, AWARDS),
    plan=plan,
    source=SOURCE,
)
