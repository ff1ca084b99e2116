"""Who may change an agreement and decide on its options, and what must hold of a change until it takes effect."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.ceilings import ceilings_of
from agreements.changes.outcomes import lots_of, option_terms
from agreements.facts import terms_of
from agreements.models import Agreement, AgreementChange, ExtensionOption
from agreements.rules.register import may_end_on
from agreements.states import AgreementStatus
from agreements.states.changes import CHANGE, ChangeKind, ChangeStatus, LegalBasis
from agreements.states.prices import BINDING
from portal.accounts.actor import Actor
from portal.law.answers import Allowed, Answer, Reason, all_of, answer, denied
from portal.law.frameworks import modifications, options
from portal.law.frameworks.ceilings import may_be_maximum
from portal.law.frameworks.modifications import Basis, Modification
from portal.law.thresholds import Threshold, ThresholdKind
from portal.reference.thresholds import threshold_on
from portal.workflow.transitions import WRONG_STATUS

ONLY_OFFICE = denied(_("Only the cooperation's office changes published agreements."))
DRAFT = denied(_("A draft is edited: it needs no change."))
TERMINATED = denied(_("The agreement is terminated: only turnover past its maximum is still recorded."))
OF_PRICE_LIST = denied(_("A price list stands on this change: withdraw the list, and the change goes with it."))
PRICE_KINDS = (ChangeKind.PRICE, ChangeKind.INDEX)


def may_change(actor: Actor, agreement: Agreement) -> Answer:
    """The office registers changes of what is published, and decides on its options."""
    if agreement.cooperation_id not in actor.office:
        return ONLY_OFFICE
    return DRAFT if agreement.is_draft else Allowed()


def may_propose(actor: Actor, agreement: Agreement, change: AgreementChange) -> Answer:
    """Whether the change may be put forward: by this person, justified, and possible as the agreement stands."""
    allowed = may_change(actor, agreement)
    return possible(agreement, change) if allowed else allowed


def may_confirm(actor: Actor, agreement: Agreement, change: AgreementChange) -> Answer:
    """Whether this person may confirm: the office, and another one than the proposer where the agreement grows."""
    allowed = may_change(actor, agreement)
    if not allowed:
        return allowed
    if not CHANGE.possible("confirmed", change.status):
        return WRONG_STATUS
    return modifications.second_person(change.proposed_by_id, actor.user.pk, modification_of(agreement, change))


def may_withdraw(actor: Actor, agreement: Agreement, change: AgreementChange) -> Answer:
    """Until it takes effect, the office may withdraw a change; that of a price list goes with the list."""
    allowed = may_change(actor, agreement)
    if not allowed:
        return allowed
    if change.kind in PRICE_KINDS and change.price_lists.filter(status__in=BINDING).exists():
        return OF_PRICE_LIST
    return Allowed() if CHANGE.possible("withdrawn", change.status) else WRONG_STATUS


def modification_of(agreement: Agreement, change: AgreementChange) -> Modification:
    """The change as the law asks about it."""
    changed = change.lot or agreement
    maximum = changed.maximum_value
    value = None
    if change.kind == ChangeKind.MAXIMUM and change.new_maximum is not None and maximum is not None:
        value = change.new_maximum - maximum
    main = next((row.cpv_id for row in agreement.cpvs.all() if row.is_main), "")
    raised = _raised_before(change)
    return Modification(
        kind=change.kind,
        jurisdiction=agreement.cooperation.jurisdiction,
        basis=change.legal_basis,
        justification=change.justification,
        lowers=change.kind == ChangeKind.MAXIMUM
        and change.legal_basis != LegalBasis.OVERRUN
        and (value is None or value <= 0),
        by_option=change.option_id is not None,
        value=value,
        original=raised[0][1] if raised else maximum,
        small_before=sum((new - old for basis, old, new in raised if basis == Basis.SMALL_VALUE), Decimal(0)),
        main_cpv=main,
        currency=agreement.currency,
        day=change.effective_on,
        threshold=_threshold_of(agreement, change, main) if change.legal_basis == LegalBasis.SMALL_VALUE else None,
    )


def _threshold_of(agreement: Agreement, change: AgreementChange, main_cpv: str) -> Threshold | None:
    """The EU and EEA threshold on the day of a change. The table has the one for goods and services: that for works is
    many times as high, so of works nothing is known."""
    if main_cpv.startswith(modifications.WORKS):
        return None
    return threshold_on(agreement.cooperation.jurisdiction, ThresholdKind.EU, change.effective_on)


def _raised_before(change: AgreementChange) -> list[tuple[str, Decimal, Decimal]]:
    """The changes of the same maximum that are in effect, the earliest first: legal basis, before, after."""
    earlier = AgreementChange.objects.filter(
        Q(lot=change.lot_id) if change.lot_id else Q(lot=None),
        agreement=change.agreement_id,
        kind=ChangeKind.MAXIMUM,
        status=ChangeStatus.IN_EFFECT,
    ).order_by("effective_on", "pk")
    return [
        (row.legal_basis, Decimal(row.before["maximum_value"]), row.new_maximum)
        for row in earlier.exclude(pk=change.pk).exclude(legal_basis=LegalBasis.OVERRUN)
        if row.before.get("maximum_value") is not None and row.new_maximum is not None
    ]


def possible(agreement: Agreement, change: AgreementChange) -> Answer:
    """The law allows the change, and nothing in the agreement stands in its way. Asked when it is proposed, when it is
    confirmed, and again on its day: what happened in between may have used up what the law allows."""
    return all_of(lawful(agreement, change), fits(agreement, change))


def lawful(agreement: Agreement, change: AgreementChange) -> Answer:
    """What the law says of the change: its basis, its limits, and what to keep in mind."""
    return modifications.may_modify(modification_of(agreement, change))


def fits(agreement: Agreement, change: AgreementChange) -> Answer:
    """Whether the change is possible as the agreement stands: asked when it is proposed, when it is confirmed and when
    it takes effect, for much may have happened between."""
    if agreement.is_draft:
        return DRAFT
    if agreement.status == AgreementStatus.TERMINATED and change.kind != ChangeKind.MAXIMUM:
        return TERMINATED
    return answer(_obstacles(agreement, change))


def _obstacles(agreement: Agreement, change: AgreementChange) -> Iterator[Reason]:
    if modifications.needs_two(modification_of(agreement, change)) and not change.needs_two:
        yield Reason(_("Meanwhile the change would make the agreement grow: withdraw it, and register it anew."))
    match change.kind:
        case ChangeKind.EXTENSION:
            yield from _not_longer(agreement, change)
        case ChangeKind.MAXIMUM:
            yield from _not_that_maximum(agreement, change)
        case ChangeKind.PRICE | ChangeKind.INDEX:
            yield from _no_price(change)
        case ChangeKind.SCOPE:
            if not change.description.strip():
                yield Reason(_("Say what is changed in the scope."), field="description")
        case ChangeKind.OWNER:
            if change.new_owner_id is None:
                yield Reason(_("Choose the new owner."), field="new_owner")
            elif change.new_owner_id == agreement.owner_id:
                yield Reason(_("It is the owner already."), field="new_owner")
        case ChangeKind.TERMINATION:
            ending = may_end_on(agreement, change.effective_on)
            yield from (_at(reason, "effective_on") for reason in ending.reasons)
        case _:
            yield from _not_that_supplier(agreement, change)


def _not_longer(agreement: Agreement, change: AgreementChange) -> Iterator[Reason]:
    last = agreement.last_day
    if any(option_terms(option).is_open for option in agreement.options.all()):
        yield Reason(_("An option is still open: decide on it first."), field="new_last_day")
    elif last is None:
        yield Reason(_("The agreement runs until further notice: there is no last day to move."), field="new_last_day")
    elif change.new_last_day is None or change.new_last_day <= last:
        yield Reason(
            _("The new last day comes after the present one, %(last)s."), field="new_last_day", params={"last": last}
        )
    elif change.effective_on > last:
        yield Reason(
            _("What has expired is not extended: the change takes effect by the last day, %(last)s."),
            field="effective_on",
            params={"last": last},
        )


def _not_that_maximum(agreement: Agreement, change: AgreementChange) -> Iterator[Reason]:
    ceiling = ceilings_of(agreement, change.lot)[-1]
    wanted = change.new_maximum
    if wanted is None or wanted <= 0:
        yield Reason(_("State the new maximum value."), field="new_maximum")
    elif change.legal_basis == LegalBasis.OVERRUN and ceiling.maximum is None:
        yield Reason(_("No maximum is known, so turnover cannot have passed it."), field="legal_basis")
    elif change.legal_basis == LegalBasis.OVERRUN:
        limit = max(ceiling.maximum or Decimal(0), ceiling.overrun or Decimal(0))
        if wanted <= limit:
            text = _("An overrun is recorded up to an amount above %(limit)s.")
            yield Reason(text, field="new_maximum", params={"limit": ceiling.money(limit)})
    elif wanted == ceiling.maximum:
        yield Reason(_("It is the maximum value already."), field="new_maximum")
    elif change.lot is not None and agreement.maximum_value is not None and wanted > agreement.maximum_value:
        text = _("A lot's maximum is not above the whole agreement's, %(maximum)s: raise that first.")
        yield Reason(text, field="new_maximum", params={"maximum": ceiling.money(agreement.maximum_value)})
    else:
        yield from (_at(reason, "new_maximum") for reason in may_be_maximum(ceiling, wanted).reasons)
        if change.lot is None:
            yield from _lots_above(agreement, wanted, ceiling.money)


def _lots_above(agreement: Agreement, wanted: Decimal, money: Any) -> Iterator[Reason]:
    for lot in agreement.lots.all():
        if lot.maximum_value is not None and lot.maximum_value > wanted:
            text = _("The maximum of lot %(lot)s, %(maximum)s, would be above it: lower that first.")
            params = {"lot": lot.number or lot.position, "maximum": money(lot.maximum_value)}
            yield Reason(text, field="new_maximum", params=params)


def _no_price(change: AgreementChange) -> Iterator[Reason]:
    if change.percent is None:
        yield Reason(_("Say by how much the prices change, in per cent."), field="percent")
    elif change.percent == 0 or change.percent <= -100:
        yield Reason(_("Prices change by more or less than nothing, and not by all of it."), field="percent")
    if change.kind == ChangeKind.INDEX and not change.index_name.strip():
        yield Reason(_("Name the index, and the months that are compared."), field="index_name")


def _not_that_supplier(agreement: Agreement, change: AgreementChange) -> Iterator[Reason]:
    lots = lots_of(agreement, change)
    if not lots:
        yield Reason(_("Choose one of the suppliers in the agreement."), field="supplier")
    elif change.kind == ChangeKind.SUPPLIER_RENAMED and not change.new_name.strip():
        yield Reason(_("Write the new name."), field="new_name")
    elif change.kind == ChangeKind.SUPPLIER_RENAMED and change.new_name.strip() == str(change.supplier):
        yield Reason(_("It bears that name already."), field="new_name")
    elif change.kind == ChangeKind.SUPPLIER_REPLACED:
        there = {row.supplier_id for lot in lots for row in lot.suppliers.all()}
        if change.successor_id is None:
            yield Reason(_("Choose the supplier who takes the place."), field="successor")
        elif change.successor_id in there:
            yield Reason(_("The successor is among the suppliers already."), field="successor")


def _at(reason: Reason, field: str) -> Reason:
    return Reason(reason.text, reason.source, field, reason.params)


def may_use(agreement: Agreement, option: ExtensionOption, day: date) -> Answer:
    """Whether an option of the agreement may be used on a day."""
    return _while_published(agreement) and options.may_use(*_as_law(agreement, option), day)


def may_decline(agreement: Agreement, option: ExtensionOption, day: date) -> Answer:
    """Whether an option of the agreement may be declined on a day."""
    return _while_published(agreement) and options.may_decline(*_as_law(agreement, option), day)


def _while_published(agreement: Agreement) -> Answer:
    return Allowed() if agreement.status == AgreementStatus.PUBLISHED else WRONG_STATUS


def _as_law(agreement: Agreement, option: ExtensionOption) -> tuple[Any, Any, Any]:
    return terms_of(agreement), [option_terms(row) for row in agreement.options.all()], option_terms(option)
