"""What is said of an agreement: in plain values for its history, and as terms for the law."""

from collections.abc import Hashable, Sequence
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, QuerySet, prefetch_related_objects

from agreements.data import COLUMNS, AgreementData
from agreements.models import Agreement, AgreementCpv, EligibleBuyer, ExtensionOption, Lot, LotSupplier
from agreements.states import AgreementKind, OptionState
from portal.law.frameworks import BuyerTerms, LotTerms, SupplierTerms, Terms
from portal.law.periods import last_day_with_options
from portal.organisations.models import Cooperation
from portal.reference.models import CpvCode, Municipality

#: The options that can be used no more.
CLOSED = (OptionState.DECLINED, OptionState.LAPSED)

#: Lots with the codes and the areas (ids) that are theirs alone, as the chain of questions reads them.
LOTS = Lot.objects.annotate(
    own_codes=ArraySubquery(Lot.cpvs.through.objects.filter(lot=OuterRef("pk")).values("cpvcode")),
    own_areas=ArraySubquery(Lot.areas.through.objects.filter(lot=OuterRef("pk")).values("municipality")),
)


def children() -> tuple[str | Prefetch, ...]:
    """How the rows below an agreement are read: one query for each kind, however many there are."""
    return (
        Prefetch("cpvs", AgreementCpv.objects.select_related("cpv").defer("cpv__search_vector", "cpv__search_text")),
        Prefetch("lots", LOTS.all()),
        Prefetch("lots__suppliers", LotSupplier.objects.select_related("supplier")),
        Prefetch("lots__cpvs", CpvCode.objects.defer("search_vector", "search_text")),
        Prefetch("lots__areas", Municipality.objects.select_related("county")),
        Prefetch("buyers", EligibleBuyer.objects.select_related("organisation")),
        "options",
    )


def judged(buyers: QuerySet[EligibleBuyer]) -> tuple[str | Prefetch, ...]:
    """What of the rows below an agreement the chain of questions reads: the given buyers, and of the others what they
    are called at most."""
    named = LotSupplier.objects.select_related("supplier").only("lot", "rank", "share", "supplier__name")
    lots = Prefetch("lots", LOTS.all())
    return "cpvs", lots, Prefetch("lots__suppliers", named), Prefetch("buyers", buyers), "options"


def with_children(agreement: Agreement) -> Agreement:
    """The agreement with its codes, lots, suppliers, buyers and options read afresh, in a handful of queries."""
    agreement._prefetched_objects_cache = {}
    prefetch_related_objects([agreement], *children())
    return agreement


def to_judge(agreement: Agreement) -> Agreement:
    """The agreement with what the chain of questions reads, for any buyer."""
    prefetch_related_objects([agreement], *judged(EligibleBuyer.objects.select_related("organisation")))
    return agreement


def with_names(agreements: Sequence[Agreement]) -> None:
    """Read the names of suppliers, organisations and areas in agreements whose rows were just written."""
    prefetch_related_objects(
        agreements, "lots__suppliers__supplier", "lots__cpvs", "lots__areas", "buyers__organisation"
    )


def facts(agreement: Agreement) -> dict[str, Any]:
    """The agreement in values that a reader of its history understands; what is empty is left out."""
    said: dict[str, Any] = {}
    for column in COLUMNS:
        name = column.removesuffix("_id")
        value = getattr(agreement, name)
        if value not in (None, "", False):
            said[name] = value if not hasattr(value, "pk") else str(value)
    said["cpvs"] = [row.cpv_id for row in agreement.cpvs.all()]
    said["lots"] = [_lot_facts(lot) for lot in agreement.lots.all()]
    said["buyers"] = [_buyer_facts(buyer) for buyer in agreement.buyers.all()]
    said["options"] = [
        {"months": option.months, "notice_by": option.notice_by, "state": option.state}
        for option in agreement.options.all()
    ]
    return {name: value for name, value in said.items() if value != []}


def _buyer_facts(buyer: EligibleBuyer) -> dict[str, Any]:
    said = {"organisation": str(buyer.organisation), "is_binding": buyer.is_binding}
    return said | {"ends_on": buyer.ends_on} if buyer.ends_on else said


def _lot_facts(lot: Lot) -> dict[str, Any]:
    said = {
        "number": lot.number,
        "title": lot.title,
        "cpvs": [cpv.code for cpv in lot.cpvs.all()],
        "areas": [str(area) for area in lot.areas.all()],
        "estimated_value": lot.estimated_value,
        "maximum_value": lot.maximum_value,
        "call_off_method": lot.call_off_method,
        "conditions": lot.conditions,
        "suppliers": [
            {"supplier": str(row.supplier), "rank": row.rank, "share": row.share} for row in lot.suppliers.all()
        ],
    }
    return {name: value for name, value in said.items() if value not in (None, "", [])}


Parties = dict[str, dict[Hashable, str]]


def parties_of(agreement: Agreement) -> Parties:
    """The buyers by id and the suppliers by lot and id, with the names that people know them by: every lot is a
    framework with parties of its own."""
    return {
        "buyers": {buyer.organisation_id: str(buyer.organisation) for buyer in agreement.buyers.all()},
        "suppliers": {
            (lot.pk, row.supplier_id): str(row.supplier) for lot in agreement.lots.all() for row in lot.suppliers.all()
        },
    }


def last_day_of(agreement: Agreement) -> date | None:
    """The last day to call off: the last day as agreed, plus the options that were used; a modification past the
    options has the last word."""
    if agreement.ends_on is None:
        return None
    by_options = last_day_with_options(agreement.starts_on, agreement.ends_on, used_months(agreement))
    return max(by_options, agreement.extended_to) if agreement.extended_to else by_options


def used_months(agreement: Agreement) -> int:
    """How many months the options that were used add up to."""
    return sum(option.months for option in agreement.options.all() if option.state == OptionState.USED)


def steps_of(agreement: Agreement) -> list[tuple[ExtensionOption, date | None]]:
    """Each option in order, with the last day once it and those before it are used; none for one that is closed."""
    steps: list[tuple[ExtensionOption, date | None]] = []
    months = 0
    for option in agreement.options.all():
        if option.state in CLOSED or agreement.ends_on is None:
            steps.append((option, None))
        else:
            months += option.months
            steps.append((option, last_day_with_options(agreement.starts_on, agreement.ends_on, months)))
    return steps


def terms_of(agreement: Agreement) -> Terms:
    """The agreement as the law's questions want it. Reads the rows that ``with_children`` fetched."""
    partnership = agreement.kind == AgreementKind.PARTNERSHIP
    return Terms(
        kind=agreement.kind,
        jurisdiction=agreement.cooperation.jurisdiction,
        title=agreement.title,
        number=agreement.number,
        has_owner=agreement.owner_id is not None,
        has_partner_manager=partnership and hasattr(agreement, "partnership"),
        has_cadence=partnership and agreement.dialogues.exists(),
        cpv_codes=tuple(row.cpv_id for row in agreement.cpvs.all()),
        announced_on=agreement.announced_on,
        starts_on=agreement.starts_on,
        ends_on=agreement.ends_on,
        until_further_notice=agreement.until_further_notice,
        option_months=tuple(option.months for option in agreement.options.all() if option.state not in CLOSED),
        used_months=used_months(agreement),
        latest_contract_end_on=agreement.latest_contract_end_on,
        duration_reason=agreement.duration_reason,
        estimated_value=agreement.estimated_value,
        maximum_value=agreement.maximum_value,
        maximum_unknown_because=agreement.maximum_unknown_because,
        from_public_source=bool(agreement.source_layout),
        currency=agreement.currency,
        lots=tuple(
            LotTerms(
                id=lot.pk,
                number=lot.number or str(lot.position),
                maximum_value=lot.maximum_value,
                call_off_method=lot.call_off_method,
                conditions=lot.conditions,
                suppliers=tuple(
                    SupplierTerms(id=row.supplier_id, name=row.supplier.name, rank=row.rank, share=row.share)
                    for row in lot.suppliers.all()
                ),
            )
            for lot in agreement.lots.all()
        ),
        buyers=tuple(
            BuyerTerms(id=buyer.organisation_id, binding=buyer.is_binding) for buyer in agreement.buyers.all()
        ),
    )


def terms_of_data(data: AgreementData, cooperation: Cooperation) -> Terms:
    """What is handed in, before it is written, as the law's questions want it. Its suppliers need no names for that."""
    return Terms(
        kind=data.kind,
        jurisdiction=cooperation.jurisdiction,
        title=data.title,
        number=data.number,
        has_owner=data.owner_id is not None,
        cpv_codes=data.cpvs,
        announced_on=data.announced_on,
        starts_on=data.starts_on,
        ends_on=data.ends_on,
        until_further_notice=data.until_further_notice,
        option_months=tuple(option.months for option in data.options),
        latest_contract_end_on=data.latest_contract_end_on,
        duration_reason=data.duration_reason,
        estimated_value=data.estimated_value,
        maximum_value=data.maximum_value,
        maximum_unknown_because=data.maximum_unknown_because,
        from_public_source=bool(data.source_layout),
        currency=cooperation.currency,
        lots=tuple(
            LotTerms(
                number=lot.number or str(place),
                maximum_value=lot.maximum_value,
                call_off_method=lot.call_off_method,
                conditions=lot.conditions,
                suppliers=tuple(SupplierTerms(rank=row.rank, share=row.share) for row in lot.suppliers),
            )
            for place, lot in enumerate(data.lots, start=1)
        ),
        buyers=tuple(BuyerTerms(id=buyer.organisation_id, binding=buyer.is_binding) for buyer in data.buyers),
    )
