"""Three years of trade under the invented agreements: call-offs, competitions, turnover, and purchases outside them.

Everything follows from the agreement's number and the day, so that the same day gives the same sample. It is written
straight into the tables, as it was then: services write what happens today.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from agreements.facts import with_children
from agreements.models import (
    Agreement,
    CallOff,
    CeilingEntry,
    CompetitionInvitation,
    Lot,
    MiniCompetition,
    OffContractPurchase,
    TurnoverBatch,
)
from agreements.states import CallOffMethod
from agreements.states.call_offs import AnswerKind, CallOffStatus, CompetitionStatus
from agreements.states.ceilings import EntryKind
from portal.accounts.models import User
from portal.law.periods import add_months
from portal.organisations.models import Cooperation, Organisation
from portal.sample import tables
from portal.workflow import audit
from portal.workflow.copying import copy_objects, reserve_ids

YEARS = 3
EARLY = Decimal("0.85")  # of what is taken; the last call-offs make the sum what the table says
LATE = 5  # how many these are
CANCELLED_EVERY = 19
LOWER_RANK_EVERY = 7
GRAIN = Decimal(100)  # kronor to which amounts are rounded
CENT = Decimal("0.01")


class Trade:
    """What the members of one cooperation have bought under its invented agreements."""

    def __init__(self, key: str, cooperation: Cooperation, officer: User, purchaser: User, today: date) -> None:
        told = tables.document("trade")
        self.told = told[key]
        self.words = told["words"][cooperation.jurisdiction]
        self.off_contract = told["off_contract"][key]
        self.cooperation = cooperation
        self.officer = officer
        self.purchaser = purchaser
        self.today = today
        self.ended: dict[int, date] = {}

    def load(self) -> None:
        agreements = Agreement.objects.filter(cooperation=self.cooperation, number__in=self.told)
        for agreement in agreements.order_by("number"):
            self._trade_under(with_children(agreement))
        self._buy_outside()

    def _trade_under(self, agreement: Agreement) -> None:
        row = self.told[agreement.number]
        lots = [lot for lot in agreement.lots.all() if lot.suppliers.all()]
        last = min(agreement.last_day or self.today, self.today)
        first = max(agreement.starts_on, add_months(self.today, -12 * YEARS))
        if not lots or first >= last:
            return
        chance = Random(agreement.number)  # noqa: S311 - a sample wants the same figures every time
        days = sorted(first + (last - first) * chance.random() for _n in range(row["n"]))
        call_offs = [
            self._call_off(agreement, lots[place % len(lots)], pk, place, day, row["bought"], chance)
            for place, (pk, day) in enumerate(zip(reserve_ids(CallOff, row["n"]), days, strict=True))
        ]
        entries = self._entries(agreement, call_offs, chance)
        for call_off in call_offs:
            if call_off.lot.call_off_method == CallOffMethod.MINI_COMPETITION:
                call_off.competition = self._competition(call_off, chance)
        copy_objects(call_offs)
        self._file(agreement, entries)
        copy_objects(sorted(entries, key=lambda entry: entry.day))
        self._tell(call_offs)

    def _call_off(
        self,
        agreement: Agreement,
        lot: Lot,
        pk: int,
        place: int,
        day: date,
        bought: list[str],
        chance: Random,
    ) -> CallOff:
        buyers = [row.organisation for row in agreement.buyers.all()]
        buyer = chance.choice(buyers)
        suppliers = [row.supplier for row in lot.suppliers.all()]
        is_lower = lot.call_off_method == CallOffMethod.RANKING and place % LOWER_RANK_EVERY == LOWER_RANK_EVERY - 1
        supplier = suppliers[1 if is_lower else 0]
        months = chance.randint(1, 12)
        latest = agreement.latest_contract_end_on or date.max
        return CallOff(
            pk=pk,
            agreement=agreement,
            lot=lot,
            supplier=supplier,
            buyer=buyer,
            title=bought[place % len(bought)],
            reference=f"{chance.randint(1000, 9999)}",
            amount=Decimal(0),
            called_off_on=day,
            starts_on=day,
            ends_on=min(add_months(day, months), latest),
            passing_over=self.words["passing_over"] if is_lower else "",
            choice=self._choice(lot),
            contact=self.purchaser if buyer.pk == self.cooperation.host_id else self.officer,
            created_by=self.officer,
            created_at=_at(day, 10),
            is_sample=True,
        )

    def _choice(self, lot: Lot) -> str:
        stated = lot.call_off_method in (CallOffMethod.CONDITIONS, CallOffMethod.SHARES)
        return self.words["choice"] if stated else ""

    def _competition(self, call_off: CallOff, chance: Random) -> MiniCompetition:
        """The competition that the call-off's supplier won, a fortnight before it."""
        deadline = call_off.called_off_on - timedelta(days=14)
        competition = MiniCompetition(
            pk=reserve_ids(MiniCompetition, 1)[0],
            agreement=call_off.agreement,
            lot=call_off.lot,
            buyer=call_off.buyer,
            title=call_off.title,
            description=self.words["request"],
            estimated_value=call_off.amount,
            deadline=_at(deadline, 15),
            status=CompetitionStatus.AWARDED,
            winner=call_off.supplier,
            award_reason=self.words["award"],
            decided_at=_at(deadline + timedelta(days=7), 9),
            created_by=self.officer,
            created_at=_at(deadline - timedelta(days=21), 9),
            is_sample=True,
        )
        copy_objects([competition])
        competition.evaluators.add(self.officer)
        for supplier in (row.supplier for row in call_off.lot.suppliers.all()):
            won = supplier == call_off.supplier
            declined = not won and chance.random() < 0.3
            price = None if declined else call_off.amount if won else _times(call_off.amount, chance, 1.02, 1.15)
            CompetitionInvitation.objects.create(
                competition=competition,
                supplier=supplier,
                invited_at=_at(deadline - timedelta(days=14), 9),
                answer=AnswerKind.DECLINED if declined else AnswerKind.TENDER,
                received_at=_at(deadline, 11),
                price=price,
                note=self.words["declined"] if declined else "",
            )
        awarded = audit.event(
            "mini_competition.awarded",
            competition,
            by=self.officer,
            reason=self.words["award"],
            at=competition.decided_at,
        )
        audit.record_many([awarded])
        return competition

    def _entries(self, agreement: Agreement, call_offs: list[CallOff], chance: Random) -> list[CeilingEntry]:
        """Give each call-off its amount and its entries: reserved, settled quarter by quarter while it runs, released
        of what it did not need. The last few take what is missing from the sum that the table tells."""
        taken = Decimal(self.told[agreement.number]["taken"])
        wanted = taken if agreement.maximum_value is None else taken * agreement.maximum_value
        early, late = call_offs[:-LATE], call_offs[-LATE:]
        weights = [Decimal(chance.randint(40, 160)) for _call_off in early]
        entries: list[CeilingEntry] = []
        for place, (call_off, weight) in enumerate(zip(early, weights, strict=True)):
            call_off.amount = (wanted * EARLY * weight / sum(weights)).quantize(GRAIN)
            entries.append(self._entry(call_off, EntryKind.RESERVED, call_off.called_off_on, call_off.amount))
            if place % CANCELLED_EVERY == CANCELLED_EVERY - 1:
                entries.append(self._cancelled(call_off))
            else:
                entries += self._bought(call_off, chance, may_fall_short=True)
        rest = wanted - sum(entry.reserved + entry.used for entry in entries)
        for place, call_off in enumerate(late, start=1):
            call_off.amount = (
                rest - (rest / LATE).quantize(GRAIN) * (LATE - 1) if place == LATE else (rest / LATE).quantize(GRAIN)
            )
            entries.append(self._entry(call_off, EntryKind.RESERVED, call_off.called_off_on, call_off.amount))
            entries += self._bought(call_off, chance, may_fall_short=False)
        return entries

    def _cancelled(self, call_off: CallOff) -> CeilingEntry:
        call_off.status, call_off.cancelled_because = CallOffStatus.CANCELLED, self.words["cancelled"]
        day = self.ended[call_off.pk] = min(call_off.called_off_on + timedelta(days=9), self.today)
        return self._entry(call_off, EntryKind.RELEASED, day, -call_off.amount, reason=self.words["cancelled"])

    def _bought(self, call_off: CallOff, chance: Random, *, may_fall_short: bool) -> list[CeilingEntry]:
        """What was bought under a call-off, at the end of each quarter; at its end it needs the rest no more."""
        bought = _times(call_off.amount, chance, 0.9, 1.0) if may_fall_short else call_off.amount
        length = max((call_off.ends_on - call_off.called_off_on).days, 1)
        used, entries = Decimal(0), []
        for day in _quarter_ends(call_off.called_off_on, self.today):
            part = Decimal(min((day - call_off.called_off_on).days, length)) / length
            if (due := (bought * part).quantize(CENT) - used) > 0:
                used += due
                entries.append(self._entry(call_off, EntryKind.SETTLED, day, -due, used=due))
            if used == bought:
                call_off.status = CallOffStatus.COMPLETED
                self.ended[call_off.pk] = day
                if rest := call_off.amount - used:
                    reason = self.words["released"]
                    entries.append(self._entry(call_off, EntryKind.RELEASED, day, -rest, reason=reason))
                break
        return entries

    def _file(self, agreement: Agreement, entries: list[CeilingEntry]) -> None:
        """Put the turnover of a quarter into one batch, as an officer enters it."""
        batches: dict[date, TurnoverBatch] = {}
        for entry in entries:
            if entry.kind == EntryKind.SETTLED:
                if entry.day not in batches:
                    batches[entry.day] = TurnoverBatch.objects.create(
                        agreement=agreement,
                        source=self.words["turnover"],
                        period_from=add_months(entry.day.replace(day=1), -2),
                        period_to=entry.day,
                        created_by=self.officer,
                    )
                entry.batch = batches[entry.day]

    def _tell(self, call_offs: list[CallOff]) -> None:
        """The history of the call-offs."""
        made = [
            audit.event(
                "call_off.made",
                call_off,
                by=self.officer,
                changes={"amount": (None, call_off.amount)},
                at=call_off.created_at,
            )
            for call_off in call_offs
        ]
        ended = [
            audit.event(
                f"call_off.{call_off.status}",
                call_off,
                by=self.officer,
                changes={"status": (CallOffStatus.MADE, call_off.status)},
                reason=call_off.cancelled_because,
                at=_at(self.ended[call_off.pk], 16),
            )
            for call_off in call_offs
            if call_off.status != CallOffStatus.MADE
        ]
        audit.record_many([*made, *ended])

    def _entry(
        self,
        call_off: CallOff,
        kind: EntryKind,
        day: date,
        reserved: Decimal,
        used: Decimal = Decimal(0),
        reason: str = "",
    ) -> CeilingEntry:
        return CeilingEntry(
            agreement=call_off.agreement,
            lot=call_off.lot,
            buyer=call_off.buyer,
            call_off=call_off,
            kind=kind,
            reserved=reserved,
            used=used,
            day=day,
            reason=reason,
            by=self.officer,
            at=_at(day, 15),
        )

    def _buy_outside(self) -> None:
        """Purchases outside agreements that bind, two a quarter over three years, by one member after the other."""
        agreements = {row.number: row for row in Agreement.objects.filter(cooperation=self.cooperation)}
        members = list(Organisation.objects.members_of(self.cooperation, self.today).order_by("pk"))
        chance = Random(self.cooperation.slug)  # noqa: S311
        for place, day in enumerate(_quarter_ends(add_months(self.today, -12 * YEARS), self.today)):
            for number, reason, title, why in (
                self.off_contract[(place + step) % len(self.off_contract)] for step in (0, 3)
            ):
                agreement = agreements[number]
                if agreement.starts_on > day:
                    continue
                purchase = OffContractPurchase(
                    pk=reserve_ids(OffContractPurchase, 1)[0],
                    agreement=agreement,
                    buyer=members[(place * 2 + chance.randint(0, 3)) % len(members)],
                    title=title,
                    supplier_name="Exempel" if self.cooperation.jurisdiction == "SE" else "Eksempel",
                    amount=Decimal(chance.randint(8, 240) * 500),
                    bought_on=day,
                    reason=reason,
                    explanation=why,
                    created_by=self.officer,
                    created_at=_at(day, 13),
                    is_sample=True,
                )
                copy_objects([purchase])
                noticed = audit.event(
                    "off_contract.noticed", purchase, by=self.officer, reason=why, at=purchase.created_at
                )
                audit.record_many([noticed])


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _times(amount: Decimal, chance: Random, low: float, high: float) -> Decimal:
    """An amount times something between the two, to the öre."""
    return (amount * Decimal(str(round(chance.uniform(low, high), 4)))).quantize(CENT)


def _quarter_ends(first: date, last: date) -> list[date]:
    """The last days of quarters after ``first``, up to ``last``."""
    month = (first.month - 1) // 3 * 3 + 1
    begins, found = date(first.year, month, 1), []
    while (end := add_months(begins, 3) - timedelta(days=1)) <= last:
        if end > first:
            found.append(end)
        begins = add_months(begins, 3)
    return found
