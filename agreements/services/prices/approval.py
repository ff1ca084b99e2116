"""A price list begins to hold, and ends the one before it; or is taken back."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.data import ChangeData
from agreements.models import AgreementChange, PriceList
from agreements.prices.comparing import Comparison, compare
from agreements.prices.indexing import Movement
from agreements.rules import prices as rules
from agreements.services import changes
from agreements.services.prices.indices import moved_since
from agreements.states.changes import CHANGE, ChangeKind, LegalBasis
from agreements.states.prices import BINDING, PRICE_LIST, PriceListStatus
from portal.accounts.actor import actor_of
from portal.law.wording import written
from portal.workflow import transitions
from portal.workflow.errors import ask, refused
from portal.workflow.versions import conflict


def predecessor(price_list: PriceList) -> PriceList | None:
    """The list whose prices a draft's take over from: the latest that has held, or will, by the draft's first day."""
    return (
        PriceList.objects.besides(price_list)
        .filter(
            Q(replaced_from=None) | Q(replaced_from__gt=F("valid_from")),
            status__in=BINDING,
            valid_from__lte=price_list.valid_from,
        )
        .select_related("index")
        .order_by("-valid_from", "-pk")
        .first()
    )


@transaction.atomic
def approve(
    *,
    by: Any,
    price_list_id: int,
    version: int,
    index_month: date | None = None,
    justification: str = "",
    legal_basis: str = "",
) -> PriceList:
    """Let a draft's prices hold from its first day, and end the list before it there.

    Changed prices are compared with the index clause of the list before it, if that states one, and become a typed
    change of the agreement (rule 12): by the index as far as it goes; beyond it, and without a clause, with a
    justification and a legal basis of art. 72. Raises ``Refused``, and ``Conflict`` when the draft has moved on.
    """
    price_list = _locked_among_its_like(price_list_id, version)
    ask(rules.may_approve(actor_of(by), price_list))
    others = PriceList.objects.besides(price_list).filter(status=PriceListStatus.APPROVED)
    if later := others.filter(valid_from__gt=price_list.valid_from).order_by("valid_from").first():
        raise refused(
            _("A list is approved from %(day)s already. Withdraw it first, or let this one hold from a later day."),
            "valid_from",
            day=later.valid_from,
        )
    before = predecessor(price_list)
    compared = compare(before, price_list)
    moved = moved_since(before, index_month) if before and compared.changes_prices else None
    ask(rules.may_change_prices(compared, moved, justified=bool(justification.strip())))
    saving = ["approved_by", "approved_at", "replaces", "change", "version"]
    if before is not None:
        price_list.replaces = before
        if before.index_id and moved is not None:
            price_list.index_month, price_list.index_value = index_month, moved.value
        elif before.index_id:
            price_list.index_month, price_list.index_value = before.index_month, before.index_value
        if before.index_id:
            price_list.index = before.index
            price_list.index_share, price_list.index_threshold = before.index_share, before.index_threshold
            saving += ["index", "index_month", "index_value", "index_share", "index_threshold"]
        if compared.changes_prices:
            price_list.change = _change(
                by, price_list, before, compared, moved, index_month, justification, legal_basis
            )
        _end(before, price_list, by)
    price_list.approved_by, price_list.approved_at = by, timezone.now()
    price_list.version += 1
    transitions.apply(PRICE_LIST, "approved", price_list, by=by, reason=justification, saving=tuple(saving))
    return price_list


def _locked_among_its_like(pk: int, version: int) -> PriceList:
    """A list, locked with all for the same agreement, lot and supplier: two approvals at once wait for each other."""
    found = PriceList.objects.get(pk=pk)
    like = PriceList.objects.filter(agreement=found.agreement_id, lot=found.lot_id, supplier=found.supplier_id)
    rows = like.select_for_update(of=("self",)).select_related(
        "agreement__cooperation", "job", "replaces", "change", "file"
    )
    price_list = next(row for row in rows.order_by("pk") if row.pk == pk)
    if price_list.version != version:
        raise conflict(price_list, version)
    return price_list


def _end(before: PriceList, successor: PriceList, by: Any) -> None:
    """End a list where its successor begins, unless it has ended by then."""
    if before.valid_to is None or before.valid_to >= successor.valid_from:
        before.replaced_from = successor.valid_from
        before.version += 1
        transitions.apply(PRICE_LIST, "replaced", before, by=by, saving=("replaced_from", "version"))


def _change(
    by: Any,
    price_list: PriceList,
    before: PriceList,
    compared: Comparison,
    moved: Movement | None,
    index_month: date | None,
    justification: str,
    legal_basis: str,
) -> AgreementChange:
    """The typed change that the new prices are: by the index where none of them is above it, a price otherwise."""
    by_index = moved is not None and not compared.exceeding(moved.allowed)
    if not by_index and compared.raised and legal_basis not in LegalBasis.values:
        raise refused(_("Choose the ground on which prices may be raised."), "legal_basis")
    months = f"{before.index_month:%Y-%m}, {index_month:%Y-%m}" if by_index else ""
    change = changes.propose(
        by=by,
        agreement_id=price_list.agreement_id,
        data=ChangeData(
            kind=ChangeKind.INDEX if by_index else ChangeKind.PRICE,
            effective_on=price_list.valid_from,
            justification=justification.strip() or _told(moved),
            legal_basis=LegalBasis.REVIEW_CLAUSE if by_index else legal_basis,
            lot_id=price_list.lot_id,
            supplier_id=price_list.supplier_id,
            percent=compared.stated_per_cent,
            index_name=f"{before.index} ({months})" if by_index else "",
        ),
        document=price_list.file,
    )
    return changes.confirm(by=by, change_id=change.pk, version=change.version)


def _told(moved: Movement | None) -> str:
    """Why prices changed when nobody had to justify it."""
    if moved is None:
        return gettext("New price list: no article has become dearer.")
    return gettext(
        "The index has moved by %(moved)s per cent since its base; the clause allows %(allowed)s per cent."
    ) % {
        "moved": written(moved.moved),
        "allowed": written(moved.allowed),
    }


@transaction.atomic
def withdraw(*, by: Any, price_list_id: int, version: int, reason: str) -> PriceList:
    """Take an approved list back, with a reason; the list that it had replaced holds again. Raises ``Conflict``.

    The change of the agreement that it was goes with it, until it has taken effect: then it stays in the biography.
    """
    price_list = _locked_among_its_like(price_list_id, version)
    ask(rules.may_withdraw(actor_of(by), price_list))
    if not reason.strip():
        raise refused(_("Say why the list is withdrawn."), "reason")
    price_list.version += 1
    transitions.apply(PRICE_LIST, "withdrawn", price_list, by=by, reason=reason, saving=("version",))
    change = price_list.change
    if change is not None and CHANGE.possible("withdrawn", change.status):
        changes.withdraw(by=by, change_id=change.pk, version=change.version, reason=reason)
    before = price_list.replaces
    if before is not None and before.replaced_from == price_list.valid_from:
        before.replaced_from = None
        before.version += 1
        transitions.apply(PRICE_LIST, "reinstated", before, by=by, saving=("replaced_from", "version"))
    return price_list
