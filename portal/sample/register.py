"""The real frameworks and contracts of Stockholm county's municipalities, as the public statistics of 2021 tell them.

Facts come from the tables alone. Dates are assumed by the rules in ``data/README.md``, and every agreement says so.
"""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from functools import cache

from agreements.data import AgreementData, BuyerData, LotData, LotSupplierData, OptionData
from agreements.services import register_many
from agreements.states import AgreementKind, AgreementLevel, CallOffMethod
from portal.accounts.models import User
from portal.law.periods import add_months, last_day_of_period
from portal.organisations.models import Cooperation, Organisation
from portal.reference.models import CpvCode
from portal.sample import tables
from portal.workflow import audit
from suppliers.models import Supplier

SOURCE = "Upphandlingsmyndighetens statistik 2021 (okfse/oppna-upphandlingsdata, CC0)"
LAYOUT = "sample_stockholm_2021"
#: The last of the source's agreements begins on 1 January of the year after the notices, moved to the present year:
#: on whatever day the sample is installed, all of them have begun and few have ended.
YEAR_OF_LAST_START = 2022
MONTHS_FROM_NOTICE_TO_START = 4
ASSUMPTION = (
    "Antaget: första dag, sista dag, förlängningsoptioner och senaste kontraktsslut enligt en tabell per slag av "
    "avtal och CPV-huvudgrupp. Alla datum är flyttade {years} år framåt."
)
ASSUMED = ("announced_on", "starts_on", "ends_on", "options", "latest_contract_end_on")
UNKNOWN_MAXIMUM = "Källan anger inget takvärde."
CONTRACTED = "Uppskattat värde är det kontrakterade värdet enligt källan."


def years_moved(today: date) -> int:
    """How many whole years the source's dates are moved, so that the register is alive on the day of installation."""
    return today.year - YEAR_OF_LAST_START


def load_register(cooperation: Cooperation, by: User, today: date) -> int:
    """Register the tables' agreements as local ones of their municipalities; publish those that keep the rules."""
    owners = {row.registration_number: row for row in Organisation.objects.filter(country="SE")}
    codes = set(CpvCode.objects.values_list("code", flat=True))
    awards = defaultdict(list)
    for award in tables.rows("stockholm_awards"):
        awards[award["source_id"]].append(award)
    suppliers = _suppliers(awards, by)
    items = [
        _agreement(row, cooperation, owners[row["buyer_number"]], awards[row["source_id"]], suppliers, codes, today)
        for row in tables.rows("stockholm_procurements")
    ]
    return len(register_many(by=by, cooperation=cooperation, items=items, reason=SOURCE, publishing=True))


def _suppliers(awards: dict[str, list[dict[str, str]]], by: User) -> dict[tuple[str, str], int]:
    """The suppliers by name, natural persons by name and award: two pseudonyms are never made one."""
    named: dict[tuple[str, str], Supplier] = {}
    for rows in awards.values():
        for award in rows:
            key = _supplier_key(award)
            if key not in named:
                is_person = award["natural_person"] == "true"
                named[key] = Supplier(
                    name=award["supplier"],
                    size=award["size"],
                    is_pseudonym=is_person,
                    is_sole_trader=is_person,
                    source=SOURCE,
                )
    made = Supplier.objects.bulk_create(named.values())
    audit.record_many(audit.event("supplier.imported", row, by=by, reason=SOURCE) for row in made)
    return {key: row.pk for key, row in zip(named, made, strict=True)}


def _supplier_key(award: dict[str, str]) -> tuple[str, str]:
    return award["supplier"], award["lot_id"] if award["natural_person"] == "true" else ""


def _agreement(
    row: dict[str, str],
    cooperation: Cooperation,
    owner: Organisation,
    awards: list[dict[str, str]],
    suppliers: dict[tuple[str, str], int],
    codes: set[str],
    today: date,
) -> AgreementData:
    years = years_moved(today)
    is_framework = row["agreement_type"] == "framework"
    months, options = _duration(row)
    published = add_months(date.fromisoformat(row["published"]), 12 * years)
    starts_on = add_months(published.replace(day=1), MONTHS_FROM_NOTICE_TO_START)
    ends_on = last_day_of_period(starts_on, months)
    last_possible = last_day_of_period(starts_on, months + sum(options))
    value = Decimal(row["value"]) if row["value"] else None
    said = [ASSUMPTION.format(years=years), *([CONTRACTED] if value is not None else [])]
    return AgreementData(
        cooperation_id=cooperation.pk,
        owner_id=owner.pk,
        title=row["title"],
        number=row["source_id"],
        kind=AgreementKind.FRAMEWORK if is_framework else AgreementKind.CONTRACT,
        level=AgreementLevel.LOCAL,
        announced_on=published,
        starts_on=starts_on,
        ends_on=ends_on,
        latest_contract_end_on=last_possible if is_framework else None,
        estimated_value=value,
        maximum_unknown_because=UNKNOWN_MAXIMUM,
        source=SOURCE,
        source_layout=LAYOUT,
        source_key=row["source_id"],
        assumed=ASSUMED if is_framework else ASSUMED[:-1],
        assumption=" ".join(said),
        is_sample=True,
        cpvs=(row["cpv"],) if row["cpv"] in codes else (),
        lots=_lots(awards, suppliers),
        buyers=(BuyerData(owner.pk, is_binding=True),),
        options=tuple(OptionData(months=length) for length in options),
    )


def _lots(awards: list[dict[str, str]], suppliers: dict[tuple[str, str], int]) -> tuple[LotData, ...]:
    """A lot for each result in the source. How a call-off chooses between several suppliers the source does not say."""
    lots: dict[str, list[int]] = defaultdict(list)
    for award in awards:
        supplier = suppliers[_supplier_key(award)]
        if supplier not in lots[award["lot_id"]]:
            lots[award["lot_id"]].append(supplier)
    return tuple(
        LotData(
            number=str(place),
            call_off_method=CallOffMethod.SINGLE if len(members) == 1 else "",
            suppliers=tuple(LotSupplierData(supplier_id) for supplier_id in members),
        )
        for place, members in enumerate(lots.values(), start=1)
    )


def _duration(row: dict[str, str]) -> tuple[int, tuple[int, ...]]:
    """The months of the first period and of each option: the row of the table that says most."""
    table = _durations()
    kind, division, category = row["agreement_type"], row["cpv"][:2], row["category"]
    for key in ((kind, division, ""), (kind, "", category), (kind, "", "")):
        if key in table:
            return table[key]
    raise LookupError(f"durations.csv has no row for {kind}")


@cache
def _durations() -> dict[tuple[str, str, str], tuple[int, tuple[int, ...]]]:
    return {
        (row["agreement_type"], row["cpv_division"], row["category"]): (
            int(row["months"]),
            (int(row["option_months"]),) * int(row["options"]),
        )
        for row in tables.rows("durations")
    }
