"""The check of an import: its rows as planned agreements, compared with the register. It writes nothing."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from agreements.imports.layouts import LAYOUTS, FileRole, Layout, Plan, Planned
from agreements.imports.parties import Organisations, Suppliers
from agreements.models import Agreement, AgreementCpv, EligibleBuyer, ExtensionOption, Import, Lot, LotSupplier
from agreements.rules import would_be_ready
from portal.files.sheets import mapping
from portal.files.sheets.findings import Findings, Table
from portal.files.sheets.reading import Sheet, Unreadable, read
from portal.organisations.models import Cooperation
from portal.reference.models import CpvCode

PREVIEWED = 10
Progress = Callable[[int, int, str], None]

#: The columns of an agreement that are compared as they stand.
_COLUMNS = (
    "title", "description", "kind", "level", "number", "owner_id", "responsible_id", "announced_on", "notice_url",
    "starts_on", "ends_on", "latest_contract_end_on", "estimated_value", "maximum_value",
)  # fmt: skip


@dataclass(frozen=True)
class Checked:
    """What a check found: the agreements that are new, those that stand in the register already, and all problems."""

    plan: Plan
    new: list[Planned]
    unchanged: int
    differing: int
    rows: int

    @property
    def findings(self) -> Findings:
        return self.plan.findings

    @property
    def digest(self) -> str:
        """In short what would be written and what was found."""
        keys = [(item.data.owner_id, item.data.number, item.data.source_key) for item in self.new]
        return self.findings.digest(keys, self.unchanged, self.differing)

    def ready(self) -> tuple[int, list[tuple[str, int]]]:
        """How many of the new ones may be published, and why the others may not: each reason as the first has it."""
        ready, counted, told = 0, Counter[str](), {}
        for item in self.new:
            answer = would_be_ready(item.data, self.plan.cooperation)
            ready += bool(answer)
            for kind, reason in {str(reason.text): reason for reason in answer.reasons}.items():
                counted[kind] += 1
                told.setdefault(kind, str(reason))
        return ready, [(told[kind], count) for kind, count in counted.most_common()]

    def summary(self) -> dict[str, Any]:
        """The counts that the page shows, in plain values."""
        ready, reasons = self.ready()
        suppliers, organisations = self.fresh()
        return {
            "rows": self.rows,
            "new": len(self.new),
            "unchanged": self.unchanged,
            "differing": self.differing,
            "errors": self.findings.errors,
            "warnings": self.findings.warnings,
            "by_kind": self.findings.by_kind(),
            "publishable": ready,
            "reasons": reasons,
            "suppliers": len(suppliers),
            "organisations": len(organisations),
        }

    def fresh(self) -> tuple[set[int], set[int]]:
        """The suppliers and organisations that the new agreements need made."""
        suppliers = {place.supplier_id for item in self.new for lot in item.data.lots for place in lot.suppliers}
        organisations = {item.data.owner_id or 0 for item in self.new}
        organisations |= {buyer.organisation_id for item in self.new for buyer in item.data.buyers}
        return {pk for pk in suppliers if pk < 0}, {pk for pk in organisations if pk < 0}

    def preview(self) -> list[dict[str, Any]]:
        """The first of the new ones, in plain values."""
        return [self._shown(item) for item in self.new[:PREVIEWED]]

    def _shown(self, item: Planned) -> dict[str, Any]:
        data, suppliers = item.data, self.plan.suppliers
        named = [
            suppliers.fresh[place.supplier_id].name if place.supplier_id < 0 else suppliers.names[place.supplier_id]
            for lot in data.lots
            for place in lot.suppliers
        ]
        answer = would_be_ready(data, self.plan.cooperation)
        return {
            "row": item.row.number,
            "number": data.number,
            "title": data.title,
            "owner": self.plan.organisations.name(data.owner_id) if data.owner_id else "",
            "suppliers": list(dict.fromkeys(named)),
            "ends_on": data.ends_on.isoformat() if data.ends_on else None,
            "estimated": str(data.estimated_value) if data.estimated_value is not None else None,
            "maximum": str(data.maximum_value) if data.maximum_value is not None else None,
            "reasons": [str(reason) for reason in answer.reasons],
        }


def read_file(content: bytes, name: str, role: FileRole) -> Sheet:
    """Read one of a layout's files."""
    return read(content, name, role.recognised)


def columns_of(sheet: Sheet, role: FileRole) -> list[str]:
    """The field that each column most likely holds."""
    return mapping.guess(sheet.header, role.fields)


def refuse_other_file(layout: Layout, role: FileRole, sheet: Sheet) -> None:
    """Raise ``Unreadable`` when a file with fixed columns lacks some, saying so when it is another of the layout's."""
    if layout.mapped or not (missing := role.missing(columns_of(sheet, role))):
        return
    for other in layout.files:
        if other is not role and not other.missing(columns_of(sheet, other)):
            raise Unreadable(
                _("This is the file “%(other)s”; here belongs “%(role)s”.") % {"other": other.label, "role": role.label}
            )
    raise Unreadable(
        _("The file lacks the columns %(columns)s of “%(role)s”.") % {"columns": ", ".join(missing), "role": role.label}
    )


def tables_of(imported: Import) -> dict[str, Table]:
    """The files of an import, read anew, with their columns as they were matched."""
    layout = LAYOUTS[imported.layout]
    tables = {}
    for row in imported.files.select_related("file"):
        with row.file.file.open("rb") as stored:
            sheet = read_file(stored.read(), row.file.name, layout.role(row.role))
        tables[row.role] = Table(row.role, row.file.name, sheet, row.columns)
    return tables


def check(layout: Layout, cooperation: Cooperation, tables: Mapping[str, Table], progress: Progress) -> Checked:
    """Plan the agreements of a register and compare them with what stands. Raises ``Unreadable``."""
    total = len(tables[layout.files[0].name].sheet.rows)
    plan = Plan(
        cooperation,
        Findings(),
        Suppliers(cooperation.jurisdiction, layout.source),
        Organisations(cooperation.jurisdiction),
        CpvCode.objects.in_bulk(),
    )
    layout.plan(plan, tables, lambda done: progress(done, total, _("Checking the rows")))
    progress(total, total, _("Comparing with the register"))
    new, unchanged, differing = _compare(plan, layout)
    if not (plan.items or plan.findings.problems):
        raise Unreadable(_("There is nothing to import under the columns that were chosen."))
    return Checked(plan, new, unchanged, differing, sum(len(table.sheet.rows) for table in tables.values()))


# Comparing with the register


def _compare(plan: Plan, layout: Layout) -> tuple[list[Planned], int, int]:
    """Part what is new from what stands: by the source's key, or by owner and number. What stands is never changed."""
    ids = _standing_ids(plan, layout)
    stands = _standing(plan, [pk for pk in ids if pk is not None])
    new, unchanged, differing = [], 0, 0
    for item, pk in zip(plan.items, ids, strict=True):
        if pk is None:
            new.append(item)
            continue
        found = stands[pk]
        said = _said(plan, item)
        if found["cooperation_id"] != plan.cooperation.pk:
            differing += 1
            plan.findings.warning(
                item.row, "number", "elsewhere",
                _("Stands in another cooperation's register, with the same owner and number: it is left out."),
            )  # fmt: skip
        elif differences := [name for name in said if said[name] and said[name] != found[name]]:
            differing += 1
            plan.findings.warning(
                item.row, "number", "differs",
                _("Differs from what stands in the register, which is not changed by the import: %(fields)s.")
                % {"fields": ", ".join(_label(name) for name in differences)},
            )  # fmt: skip
        else:
            unchanged += 1
    return new, unchanged, differing


def _standing_ids(plan: Plan, layout: Layout) -> list[int | None]:
    """For each planned agreement the one that stands in the register."""
    own = Agreement.objects.filter(cooperation=plan.cooperation)
    keys = [item.data.source_key for item in plan.items if item.data.source_key]
    of_source = own.filter(source_layout=_source_layout(layout), source_key__in=keys)
    by_key = dict(of_source.values_list("source_key", "pk"))
    numbers = [item.data.number for item in plan.items if item.data.number]
    numbered = Agreement.objects.filter(number__in=numbers).values_list("owner_id", "number", "pk", "cooperation_id")
    by_number = {
        (owner, number): pk
        for owner, number, pk, cooperation in numbered
        if owner is not None or cooperation == plan.cooperation.pk
    }
    return [
        by_key.get(item.data.source_key) or by_number.get((item.data.owner_id, item.data.number)) for item in plan.items
    ]


def _source_layout(layout: Layout) -> str:
    """What marks the agreements of a layout; a cooperation's own register is no public source and marks none."""
    return layout.name if layout.source else ""


def _label(name: str) -> str:
    names = {"cpvs": _("CPV codes"), "lots": _("lots and suppliers"), "buyers": _("buyers"), "options": _("options")}
    if name in names:
        return str(names[name])
    return str(Agreement._meta.get_field(name.removesuffix("_id")).verbose_name)


def _said(plan: Plan, item: Planned) -> dict[str, Any]:
    """What a file says of an agreement, in values that can be compared."""
    data = item.data
    said: dict[str, Any] = {name: getattr(data, name) for name in _COLUMNS}
    said["cpvs"] = frozenset(data.cpvs)
    said["buyers"] = frozenset((buyer.organisation_id, buyer.is_binding) for buyer in data.buyers)
    said["options"] = tuple((option.months, option.notice_by) for option in data.options)
    said["lots"] = tuple(
        (
            lot.number,
            lot.title,
            lot.maximum_value,
            lot.call_off_method,
            _bag((plan.suppliers.identity(place.supplier_id), place.rank, place.share) for place in lot.suppliers),
        )
        for lot in data.lots
    )
    return {name: value for name, value in said.items() if name in item.compared}


def _standing(plan: Plan, pks: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What the register says of agreements, in the same values, by a query for each kind of row."""
    rows = Agreement.objects.filter(pk__in=pks).values("pk", "cooperation_id", *_COLUMNS)
    stands: dict[int, dict[str, Any]] = {row["pk"]: row for row in rows}
    children: dict[str, dict[int, list[Any]]] = {
        name: defaultdict(list) for name in ("cpvs", "buyers", "options", "places", "lots")
    }
    below = {"agreement__in": pks}
    for pk, code in AgreementCpv.objects.filter(**below).values_list("agreement_id", "cpv_id"):
        children["cpvs"][pk].append(code)
    for pk, *buyer in EligibleBuyer.objects.filter(**below).values_list(
        "agreement_id", "organisation_id", "is_binding"
    ):
        children["buyers"][pk].append(tuple(buyer))
    options = ExtensionOption.objects.filter(**below).order_by("position")
    for pk, *option in options.values_list("agreement_id", "months", "notice_by"):
        children["options"][pk].append(tuple(option))
    places = LotSupplier.objects.filter(lot__agreement__in=pks).order_by()
    for lot, supplier, *rest in places.values_list("lot_id", "supplier_id", "rank", "share"):
        children["places"][lot].append((plan.suppliers.identity(supplier), *rest))
    lots = Lot.objects.filter(**below).order_by("agreement_id", "position")
    for pk, lot, *said in lots.values_list("agreement_id", "pk", "number", "title", "maximum_value", "call_off_method"):
        children["lots"][pk].append((*said, _bag(children["places"][lot])))
    for pk, row in stands.items():
        row["cpvs"], row["buyers"] = frozenset(children["cpvs"][pk]), frozenset(children["buyers"][pk])
        row["options"], row["lots"] = tuple(children["options"][pk]), tuple(children["lots"][pk])
    return stands


def _bag(things: Iterable[Hashable]) -> frozenset[tuple[Hashable, int]]:
    """Things and how many there are of each, whatever their order."""
    return frozenset(Counter(things).items())
