"""Who may do what with price lists, and when a change of prices may be approved."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, PriceList
from agreements.prices.comparing import Comparison
from agreements.prices.indexing import Movement
from agreements.states.prices import PRICE_LIST
from portal.accounts.actor import Actor
from portal.law.answers import Allowed, Answer, denied
from portal.workflow.transitions import WRONG_STATUS

ONLY_OFFICE = denied(_("Only the cooperation's office keeps price lists and indices."))
NOT_PUBLISHED = denied(_("Publish the agreement first: price lists belong to agreements that are published."))


def may_keep_indices(actor: Actor, cooperation_id: int) -> Answer:
    """The office enters the indices that its agreements' prices follow."""
    return Allowed() if cooperation_id in actor.office else ONLY_OFFICE


def may_keep_prices(actor: Actor, agreement: Agreement) -> Answer:
    """The cooperation's office uploads, approves and withdraws the price lists of published agreements."""
    if agreement.cooperation_id not in actor.office:
        return ONLY_OFFICE
    return NOT_PUBLISHED if agreement.is_draft else Allowed()


def may_prepare(actor: Actor, price_list: PriceList) -> Answer:
    """A draft is worked on: its columns matched, its rows checked, or all of it thrown away."""
    keeping = may_keep_prices(actor, price_list.agreement)
    return WRONG_STATUS if keeping and not price_list.is_draft else keeping


def may_approve(actor: Actor, price_list: PriceList) -> Answer:
    """A draft is approved when its file has been checked without errors and holds an article at least."""
    preparing = may_prepare(actor, price_list)
    if not preparing:
        return preparing
    if price_list.job is not None and not price_list.job.is_finished:
        return denied(_("The file is being checked."))
    if price_list.summary.get("errors"):
        return denied(_("The file has errors. Correct them and upload it again."))
    if not price_list.item_count:
        return denied(_("The list holds no article yet: have its file checked."))
    return Allowed()


def may_withdraw(actor: Actor, price_list: PriceList) -> Answer:
    keeping = may_keep_prices(actor, price_list.agreement)
    return WRONG_STATUS if keeping and not PRICE_LIST.possible("withdrawn", price_list.status) else keeping


def may_state_clause(actor: Actor, price_list: PriceList) -> Answer:
    """The index clause is stated of the list that prices are measured from: one that is approved."""
    return may_withdraw(actor, price_list)


def may_change_prices(compared: Comparison, moved: Movement | None, *, justified: bool) -> Answer:
    """Whether new prices may take the place of the old ones: lower and unchanged ones always; higher ones as far as
    the index clause lets them, or with a justification. ``moved`` is nothing where no clause is stated.

    Source: 2014/24/EU art. 72(1)(a), a review clause that is clear, precise and unequivocal; what goes beyond it
    changes the agreement, and wants another ground.
    """
    if justified or not compared.changes_prices:
        return Allowed()
    if moved is not None:
        above = len(compared.exceeding(moved.allowed))
        text = _("%(count)s articles cost more than the index allows (%(allowed)s per cent). Say why this is approved.")
        params: dict[str, Any] = {"count": Decimal(above), "allowed": moved.allowed}
    else:
        above = compared.raised
        text = _("%(count)s articles become dearer, and no index is stated. Say why this is approved.")
        params = {"count": Decimal(above)}
    return denied(text, "justification", **params) if above else Allowed()
