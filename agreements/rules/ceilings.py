"""Who sees what of a ceiling ledger, who enters turnover in it, and what of that fits below the ceiling."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import IntEnum

from django.utils.translation import gettext_lazy as _

from agreements.ceilings import Books
from agreements.data import AgreementData, TurnoverData, TurnoverRow
from agreements.models import Agreement, CeilingEntry
from agreements.rules.register import relations
from agreements.states.ceilings import EntryKind
from portal.accounts.actor import Actor
from portal.law.answers import Allowed, Answer, Reason, all_of, answer, denied
from portal.law.frameworks.ceilings import Ceiling, may_be_maximum, room_for_turnover
from portal.law.visibility import Relation

ONLY_OFFICE = denied(_("Only the cooperation's office enters and corrects turnover."))
STILL_DRAFT = denied(_("Nothing can be bought under a draft. Publish the agreement first."))
ENTERED_BEFORE = denied(_("These rows have been entered before: nothing is counted twice."), "file")
PASSED = denied(_("Somebody else took what was left of the maximum meanwhile."), "amount")
SAY_WHY = denied(_("Say why it is taken back."), "reason")
FOLLOWS_CALL_OFF = denied(
    _("What is reserved and released follows its call-off: change or cancel the call-off instead.")
)
CORRECTED_BEFORE = denied(_("This has been taken back already. Enter what is right instead."))
FREES_TOO_MUCH = denied(_("More would be freed than the call-off has reserved."), "amount")
IN_USE = denied(_("Something has been called off or bought under it already: it stays in the register."))


class View(IntEnum):
    """How much of a ledger a reader sees; each sees what those before it see.

    Whoever asks whether they may buy hears besides what is left of the lot that answers.
    """

    LEFT = 1  # the maximum and what is left of the whole agreement: everybody
    LOTS = 2  # that of its lots: the agreement's suppliers
    SUMS = 3  # reserved and used, and the entries of the own organisation: the members and buyers
    ALL = 4  # every buyer's: the cooperation's office


def view_of(actor: Actor, agreement: Agreement) -> View:
    """How much of the agreement's ledger the actor sees."""
    if actor.is_administrator or agreement.cooperation_id in actor.office:
        return View.ALL
    found = relations(actor, agreement)
    if found & {Relation.OFFICE, Relation.MEMBER, Relation.BUYER}:
        return View.SUMS
    return View.LOTS if Relation.SUPPLIER in found else View.LEFT


def may_enter_turnover(actor: Actor, agreement: Agreement) -> Answer:
    """The cooperation's office enters turnover, from the agreement's publication on and for as long as it comes in."""
    if agreement.cooperation_id not in actor.office:
        return ONLY_OFFICE
    return STILL_DRAFT if agreement.is_draft else Allowed()


def may_correct(actor: Actor, entry: CeilingEntry) -> Answer:
    """The office takes turnover back, each entry once; what is reserved follows its call-off."""
    if entry.agreement.cooperation_id not in actor.office:
        return ONLY_OFFICE
    if entry.kind != EntryKind.SETTLED:
        return FOLLOWS_CALL_OFF
    return CORRECTED_BEFORE if hasattr(entry, "corrected_by") else Allowed()


def batch_well_formed(books: Books, data: TurnoverData) -> Answer:
    """Whether a batch says where it comes from, for a period that has passed, and has rows that can be entered."""
    reasons = [*_bad_period(books, data.period_from, data.period_to)]
    if not data.source.strip():
        reasons.append(Reason(_("Say where the figures come from."), field="source"))
    if not data.rows:
        reasons.append(Reason(_("Enter at least one amount.")))
    return answer(reasons)


def _bad_period(books: Books, first: date, last: date) -> Iterator[Reason]:
    if last < first:
        yield Reason(_("The period ends before it begins."), field="period_to")
    if last > books.today:
        yield Reason(_("The period has not ended yet: turnover is entered afterwards."), field="period_to")
    starts_on = books.agreement.starts_on
    if starts_on is not None and last < starts_on:
        yield Reason(
            _("The period ends before the agreement's first day, %(first)s."),
            field="period_to",
            params={"first": starts_on},
        )


def bad_row(books: Books, row: TurnoverRow) -> Iterator[Reason]:
    """Why a row of turnover cannot be entered, as far as the row alone tells. ``field`` names its column."""
    if row.amount <= 0:
        yield Reason(_("An amount is more than zero. Take back what was wrong instead."), field="amount")
    if row.buyer_id not in books.buyers:
        yield Reason(_("This organisation is not an eligible buyer of the agreement."), field="buyer")
    if row.day is not None:
        yield from _bad_period(books, row.day, row.day)
    if row.lot_id is None and books.lots:
        yield Reason(_("Say in which lot it was bought."), field="lot")
    if row.lot_id is not None and row.lot_id not in books.lots:
        yield Reason(_("This lot is not one of the agreement's."), field="lot")
    if row.call_off_id is not None:
        yield from _wrong_call_off(books, row)


def _wrong_call_off(books: Books, row: TurnoverRow) -> Iterator[Reason]:
    call_off = books.call_offs.get(row.call_off_id or 0)
    if call_off is None:
        yield Reason(_("This call-off was not made under the agreement."), field="call_off")
    elif call_off.buyer_id != row.buyer_id:
        yield Reason(_("The call-off was made by another buyer."), field="call_off")
    elif call_off.lot_id != row.lot_id:
        yield Reason(_("The call-off was made in another lot."), field="call_off")
    elif row.day is not None and row.day < call_off.called_off_on:
        yield Reason(
            _("The period ends before the call-off was made, %(day)s."),
            field="call_off",
            params={"day": call_off.called_off_on},
        )


def room_for_all(books: Books, grown: Mapping[int | None, Decimal]) -> Answer:
    """Whether the agreement's ceiling and those of its lots (None is without one) take so much more turnover."""
    jurisdiction = books.agreement.cooperation.jurisdiction
    asked = {None: sum(grown.values(), Decimal(0))} | {lot: more for lot, more in grown.items() if lot is not None}
    return all_of(*(room_for_turnover(books.ceilings[lot], more, jurisdiction) for lot, more in asked.items()))


def maxima_stand(ceilings: Mapping[int | None, Ceiling], data: AgreementData) -> Answer:
    """Whether the maxima that are handed in leave room for what is reserved and used; those that stay are not asked."""
    wanted = {None: data.maximum_value} | {lot.id: lot.maximum_value for lot in data.lots if lot.id in ceilings}
    return all_of(
        *(may_be_maximum(ceilings[key], maximum) for key, maximum in wanted.items() if maximum != ceilings[key].maximum)
    )


def lots_stay(used: Mapping[int, str], data: AgreementData) -> Answer:
    """Whether the lots that something points at (``ceilings.lots_in_use``), by id with their names, are still there."""
    gone = sorted(used[lot] for lot in used.keys() - {lot.id for lot in data.lots})
    if not gone:
        return Allowed()
    text = _("Call-offs, purchases, price lists, changes or non-conformities concern lot %(lots)s: it stays.")
    return denied(text, "lots", lots=", ".join(gone))
