"""What a change makes of an agreement: worked out once, shown before it is confirmed, written when it takes effect."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from agreements.data import LotSupplierData
from agreements.facts import facts, terms_of
from agreements.models import Agreement, AgreementChange, ExtensionOption, Lot
from agreements.states import AgreementStatus, OptionState
from agreements.states.changes import ChangeKind, LegalBasis
from portal.law.frameworks.options import OptionTerms, lapsing_with, last_day_when_used
from portal.workflow.audit import Changes, differences


@dataclass(frozen=True)
class Outcome:
    """The values that a change writes.

    ``columns`` are the agreement's, ``lots`` the columns of its lots by their id, ``places`` the suppliers who are then
    in a lot, ``options`` the states of its options by their id, ``name`` what the supplier is then called.
    """

    columns: Mapping[str, Any] = field(default_factory=dict)
    lots: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    places: Mapping[int, tuple[LotSupplierData, ...]] = field(default_factory=dict)
    options: Mapping[int, str] = field(default_factory=dict)
    name: str = ""


def option_terms(option: ExtensionOption) -> OptionTerms:
    """An option as the law's questions want it."""
    return OptionTerms(option.position, option.months, option.state, option.notice_by)


def of_used(agreement: Agreement, option: ExtensionOption) -> Outcome:
    """What using an option makes of the agreement: a later last day; the latest end of contracts stays."""
    last = last_day_when_used(terms_of(agreement), option_terms(option))
    if agreement.extended_to and last is not None:
        last = max(last, agreement.extended_to)
    return Outcome(columns={"last_day": last}, options={option.pk: OptionState.USED})


def of_not_used(agreement: Agreement, option: ExtensionOption, state: OptionState) -> Outcome:
    """What it makes of the agreement that an option is not used: it, and those that it led to, are closed."""
    rows = {row.position: row.pk for row in agreement.options.all()}
    later = lapsing_with([option_terms(row) for row in agreement.options.all()], option_terms(option))
    return Outcome(options={option.pk: state} | {rows[other.position]: OptionState.LAPSED for other in later})


def of_change(agreement: Agreement, change: AgreementChange) -> Outcome:
    """What a change makes of the agreement as it stands. Reads the rows that ``facts.with_children`` fetched."""
    if change.option is not None:
        return of_used(agreement, change.option)
    work_out = _BY_KIND.get(ChangeKind(change.kind))
    return work_out(agreement, change) if work_out else Outcome()


def _longer(agreement: Agreement, change: AgreementChange) -> Outcome:
    """Contracts may run as long as the agreement, so their latest end moves along where it would come before."""
    last, latest = change.new_last_day, agreement.latest_contract_end_on
    columns = {"last_day": last, "extended_to": last}
    if latest is not None and last is not None and latest < last:
        columns["latest_contract_end_on"] = last
    return Outcome(columns=columns)


def _another_maximum(agreement: Agreement, change: AgreementChange) -> Outcome:
    """Turnover past the maximum that has happened leaves the maximum where it is."""
    column = "overrun_value" if change.legal_basis == LegalBasis.OVERRUN else "maximum_value"
    if change.lot_id is None:
        return Outcome(columns={column: change.new_maximum})
    return Outcome(lots={change.lot_id: {column: change.new_maximum}})


def _renamed(agreement: Agreement, change: AgreementChange) -> Outcome:
    return Outcome(name=" ".join(change.new_name.split()))


def _replaced(agreement: Agreement, change: AgreementChange) -> Outcome:
    """The successor takes the rank and the share of the one before."""

    def taken_over(place: LotSupplierData) -> LotSupplierData:
        if change.successor_id is None or place.supplier_id != change.supplier_id:
            return place
        return replace(place, supplier_id=change.successor_id)

    return Outcome(places={lot.pk: tuple(map(taken_over, places_of(lot))) for lot in lots_of(agreement, change)})


def _bankrupt(agreement: Agreement, change: AgreementChange) -> Outcome:
    """The supplier leaves its lots, and those behind it in rank move up."""
    return Outcome(places={lot.pk: _moved_up(places_of(lot), change.supplier_id) for lot in lots_of(agreement, change)})


def _moved_up(places: tuple[LotSupplierData, ...], gone: int | None) -> tuple[LotSupplierData, ...]:
    left = next((place.rank for place in places if place.supplier_id == gone), None)
    return tuple(
        replace(place, rank=place.rank - 1) if left and place.rank and place.rank > left else place
        for place in places
        if place.supplier_id != gone
    )


def _another_owner(agreement: Agreement, change: AgreementChange) -> Outcome:
    return Outcome(columns={"owner": change.new_owner})


def _ended(agreement: Agreement, change: AgreementChange) -> Outcome:
    return Outcome(columns={"status": AgreementStatus.TERMINATED, "terminated_on": change.effective_on})


_BY_KIND: dict[ChangeKind, Callable[[Agreement, AgreementChange], Outcome]] = {
    ChangeKind.EXTENSION: _longer,
    ChangeKind.MAXIMUM: _another_maximum,
    ChangeKind.SUPPLIER_RENAMED: _renamed,
    ChangeKind.SUPPLIER_REPLACED: _replaced,
    ChangeKind.SUPPLIER_BANKRUPT: _bankrupt,
    ChangeKind.OWNER: _another_owner,
    ChangeKind.TERMINATION: _ended,
}


def lots_of(agreement: Agreement, change: AgreementChange) -> list[Lot]:
    """The lots that a change of a supplier concerns: those in which it is, or the one that is named."""
    return [
        lot
        for lot in agreement.lots.all()
        if change.lot_id in (None, lot.pk) and any(row.supplier_id == change.supplier_id for row in lot.suppliers.all())
    ]


def places_of(lot: Lot) -> tuple[LotSupplierData, ...]:
    """The suppliers of a lot with their ranks and shares."""
    return tuple(LotSupplierData(row.supplier_id, row.rank, row.share) for row in lot.suppliers.all())


def differences_of(agreement: Agreement, change: AgreementChange | None, outcome: Outcome) -> Changes:
    """What the outcome changes, as ``{field: (before, after)}`` in the values of ``facts.facts``: for the preview, the
    history and the change itself."""
    before = facts(agreement)
    after = dict(before)
    for name, value in outcome.columns.items():
        before[name] = _said(getattr(agreement, name))
        after[name] = _said(value)
    if outcome.lots or outcome.places:
        names = {row.supplier_id: row.supplier.name for lot in agreement.lots.all() for row in lot.suppliers.all()}
        if change is not None and change.successor is not None:
            names[change.successor.pk] = change.successor.name
        after["lots"] = [
            _lot_after(lot, said, outcome, names)
            for lot, said in zip(agreement.lots.all(), before["lots"], strict=True)
        ]
    if outcome.options:
        after["options"] = [
            {**said, "state": outcome.options.get(option.pk, option.state)}
            for option, said in zip(agreement.options.all(), before["options"], strict=True)
        ]
    if outcome.name and change is not None and change.supplier is not None:
        before["supplier"], after["supplier"] = change.supplier.name, outcome.name
    found = differences(before, after)
    found.pop("extended_to", None)  # the last day tells
    return found


def _lot_after(lot: Lot, said: dict[str, Any], outcome: Outcome, names: Mapping[int, str]) -> dict[str, Any]:
    told = {**said, **outcome.lots.get(lot.pk, {})}
    if lot.pk in outcome.places:
        told["suppliers"] = [
            {"supplier": names[place.supplier_id], "rank": place.rank, "share": place.share}
            for place in outcome.places[lot.pk]
        ]
    return told


def _said(value: Any) -> Any:
    return str(value) if hasattr(value, "pk") else value
