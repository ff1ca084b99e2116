"""The figures of what happens under the agreements: ceilings, options, call-offs, purchases outside."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from agreements.forecast import Outlook
from agreements.states.call_offs import OffContractReason
from agreements.states.ceilings import LEVEL_LABELS, LEVEL_TONES
from portal.figures import counting
from portal.figures.catalogue.kinds import DueOption, Figure, MemberVolume, Money, NearCeiling, UseFigures, Volume
from portal.figures.catalogue.told import Told, quarter
from portal.law.frameworks.ceilings import Level
from portal.law.periods import add_months
from portal.web.formats import date as day_text


class Use:
    """Puts names, definitions and links to what was counted under the agreements."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.taken: dict[str, Any] = told.taken["use"]
        self.year = counting.span_of_year(told.day)
        self.year_before = counting.span_of_year(self.year[0] - timedelta(days=1))

    def figures(self) -> UseFigures:
        called_off, outside = self.taken["call_offs"], self.taken["off_contract"]
        return UseFigures(
            ceiling_levels=tuple(self._at_level(Level(level), n) for level, n in self.taken["levels"].items()),
            ceilings=tuple(_ceiling(row) for row in self.taken["ceilings"]),
            options_due=tuple(self._to_decide(int(months), n) for months, n in self.taken["options"]["within"].items()),
            options=tuple(_option(row) for row in self.taken["options"]["rows"]),
            call_offs=self._called_off("total", gettext("Call-offs in 12 months"), called_off["total"]),
            call_offs_by_quarter=tuple(self._in_quarter(*row) for row in called_off["quarters"]),
            call_offs_by_member=tuple(self._by_member(*row) for row in called_off["members"]),
            off_contract=self._outside("total", gettext("Off-contract purchases in 12 months"), outside["total"]),
            off_contract_by_member=tuple(
                self._outside(f"member_{buyer}", self.told.names[buyer], tally, buyer=buyer)
                for buyer, tally in outside["members"]
            ),
            off_contract_by_category=tuple(
                self._outside(f"category_{division}", self.told.category(division), tally, category=division)
                for division, tally in outside["categories"]
            ),
            off_contract_by_reason=tuple(
                self._outside(f"reason_{reason}", capfirst(OffContractReason(reason).label), tally, reason=reason)
                for reason, tally in outside["reasons"]
            ),
        )

    def _at_level(self, level: Level, number: int) -> Figure:
        return self.told.agreements(
            f"ceiling_{level}",
            number,
            _level_label(level),
            gettext(
                "Agreements in force whose nearest ceiling, their own or a lot's, stands at this level: what is "
                "reserved by call-offs and used by reported turnover together, as a part of the maximum."
            ),
            ceiling=level,
        )

    def _to_decide(self, months: int, number: int) -> Figure:
        return self.told.agreements(
            f"options_{months}",
            number,
            ngettext("Options to decide on within %(n)s month", "Options to decide on within %(n)s months", months)
            % {"n": months},
            gettext(
                "Agreements in force with an open extension option whose last day of notice comes no later than "
                "%(day)s."
            )
            % {"day": day_text(add_months(self.told.day, months))},
            deciding=months,
        )

    def _called_off(
        self,
        key: str,
        label: str,
        tally: dict[str, Any],
        span: tuple[date, date] | None = None,
        **params: Any,
    ) -> Volume:
        first, last = span or self.year
        number = Figure(
            f"call_offs_{key}",
            tally["number"],
            label,
            gettext(
                "Call-offs made from %(first)s to %(last)s, with the amounts that were called off, ex VAT. Cancelled "
                "ones are not counted."
            )
            % {"first": day_text(first), "last": day_text(last)},
            gettext("call-offs"),
            self.told.rows.call_offs(made_from=first, made_to=last, **params),
            self.told.day,
        )
        return Volume(number.key, number, self._amount(tally))

    def _in_quarter(self, first: str, tally: dict[str, Any]) -> Volume:
        begins = date.fromisoformat(first)
        ends = min(add_months(begins, 3) - timedelta(days=1), self.told.day)
        return self._called_off(first, quarter(begins), tally, (begins, ends))

    def _by_member(self, buyer: int, tally: dict[str, Any], earlier: dict[str, Any]) -> MemberVolume:
        key, name = f"member_{buyer}", self.told.names[buyer]
        now = self._called_off(key, name, tally, buyer=buyer)
        label = gettext("%(what)s: the twelve months before") % {"what": name}
        before = self._called_off(f"{key}_before", label, earlier, self.year_before, buyer=buyer)
        return MemberVolume(now.key, now.number, now.amount, before)

    def _outside(self, key: str, label: str, tally: dict[str, Any], **params: Any) -> Volume:
        first, last = self.year
        number = Figure(
            f"off_contract_{key}",
            tally["number"],
            label,
            gettext(
                "Purchases from %(first)s to %(last)s outside an agreement that binds the buyer, as the buyers noticed "
                "them; withdrawn notices are not counted. The category is that of the agreement's main CPV code."
            )
            % {"first": day_text(first), "last": day_text(last)},
            gettext("purchases"),
            self.told.rows.off_contract(bought_from=first, bought_to=last, **params),
            self.told.day,
        )
        return Volume(number.key, number, self._amount(tally))

    def _amount(self, tally: dict[str, Any]) -> Money:
        known = tally["known"]
        return Money(Decimal(tally["amount"]), self.told.cooperation.currency, known, tally["number"] - known)


def _level_label(level: Level) -> str:
    return {
        Level.WATCH: gettext("From 70 to 85 per cent taken"),
        Level.WARNING: gettext("From 85 to 100 per cent taken"),
        Level.EXHAUSTED: gettext("Ceiling reached"),
    }[level]


def _ceiling(row: dict[str, Any]) -> NearCeiling:
    return NearCeiling(
        agreement=row["title"],
        lot=row["lot"],
        level=str(LEVEL_LABELS[row["level"]]),
        tone=LEVEL_TONES[row["level"]],
        maximum=Decimal(row["maximum"]),
        reserved=Decimal(row["reserved"]),
        used=Decimal(row["used"]),
        left=Decimal(row["left"]),
        currency=row["currency"],
        runs_out_on=_day(row["expected"]),
        earliest=_day(row["earliest"]),
        latest=_day(row["latest"]),
        outlook=_outlook(row["outlook"]),
        last_day=_day(row["last_day"]),
        url=reverse("agreement-ceiling", args=[row["agreement"]]),
    )


def _option(row: dict[str, Any]) -> DueOption:
    return DueOption(
        agreement=row["title"],
        months=row["months"],
        notice_by=date.fromisoformat(row["notice_by"]),
        last_day=_day(row["last_day"]),
        url=reverse("agreement", args=[row["agreement"]]),
    )


def _outlook(outlook: str) -> str:
    """Why no day can be told, in a few words."""
    match outlook:
        case Outlook.EXHAUSTED:
            return gettext("has run out")
        case Outlook.TOO_LITTLE_KNOWN:
            return gettext("too little known")
        case Outlook.NOTHING_TAKEN:
            return gettext("nothing taken lately")
    return gettext("cannot be told")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
