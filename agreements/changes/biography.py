"""An agreement's biography: its changes, the decisions on its options and all else that happened to it, in one list."""

from collections.abc import Collection
from typing import Any

from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agreements import wording
from agreements.models import Agreement, AgreementChange
from agreements.states.changes import ChangeKind, ChangeStatus, LegalBasis
from portal.law.visibility import Visibility
from portal.web import formats
from portal.workflow import audit
from portal.workflow.models import AuditEvent

#: What the trail of the agreement tells of a change, which is told by the change itself.
TOLD_BY_CHANGES = ("agreement.changed", "agreement.extended")


def summary(change: AgreementChange) -> str:
    """What a change does, in a few words; its kind is said beside it."""
    currency = change.agreement.currency
    match change.kind:
        case ChangeKind.EXTENSION:
            return _("until %(day)s") % {"day": formats.date(change.new_last_day)}
        case ChangeKind.MAXIMUM:
            said = {"amount": formats.money(change.new_maximum, currency), "lot": str(change.lot or "")}
            if change.legal_basis == LegalBasis.OVERRUN:
                return _("turnover is recorded up to %(amount)s") % said
            return _("%(amount)s for lot %(lot)s") % said if change.lot_id else said["amount"]
        case ChangeKind.PRICE | ChangeKind.INDEX:
            said = {"percent": formats.number(change.percent), "index": change.index_name}
            return _("%(percent)s %% by %(index)s") % said if change.index_name else f"{said['percent']} %"
        case ChangeKind.SUPPLIER_RENAMED:
            return _("%(supplier)s is called %(name)s") % {"supplier": _then(change), "name": change.new_name}
        case ChangeKind.SUPPLIER_REPLACED:
            said = {"supplier": str(change.supplier), "successor": str(change.successor)}
            return _("%(successor)s takes the place of %(supplier)s") % said
        case ChangeKind.SUPPLIER_BANKRUPT:
            return str(change.supplier)
        case ChangeKind.SCOPE:
            return change.description
        case ChangeKind.OWNER:
            return _("to %(owner)s") % {"owner": change.new_owner}
        case _:
            return _("last day %(day)s") % {"day": formats.date(change.effective_on)}


def _then(change: AgreementChange) -> str:
    """What the supplier was called before it was renamed."""
    return change.before.get("supplier") or str(change.supplier)


def headline(change: AgreementChange) -> str:
    """The kind of a change and what it does."""
    return f"{capfirst(change.get_kind_display())}: {summary(change)}"


def entries(agreement: Agreement, levels: Collection[Visibility]) -> list[dict[str, Any]]:
    """All that happened to an agreement, as the macro ``timeline`` draws it, latest first."""
    changes = list(
        AgreementChange.objects.filter(agreement=agreement, status=ChangeStatus.IN_EFFECT).select_related(
            "agreement", "lot", "supplier", "successor", "new_owner", "proposed_by", "confirmed_by"
        )
    )
    without = list(TOLD_BY_CHANGES)
    if any(change.kind == ChangeKind.TERMINATION for change in changes):
        without.append("agreement.terminated")
    told = wording.timeline(agreement, levels, without=without) + _of_changes(agreement, changes)
    return sorted(told, key=lambda entry: entry["when"], reverse=True)


def _of_changes(agreement: Agreement, changes: list[AgreementChange]) -> list[dict[str, Any]]:
    took_effect = dict(
        AuditEvent.objects.filter(
            object_type=audit.object_type(AgreementChange),
            object_id__in=[change.pk for change in changes],
            action="agreement_change.took_effect",
        ).values_list("object_id", "at")
    )
    return [
        {
            "what": format_html('<a href="{}">{}</a>', change.get_absolute_url(), headline(change)),
            "who": _who(change),
            "when": took_effect.get(change.pk, change.confirmed_at or change.proposed_at),
            "why": change.justification,
            "changes": wording.changes(change.touched.get("changes", {}), agreement.currency),
        }
        for change in changes
    ]


def _who(change: AgreementChange) -> str:
    if change.confirmed_by_id in (None, change.proposed_by_id):
        return str(change.proposed_by)
    return _("%(proposer)s, confirmed by %(other)s") % {"proposer": change.proposed_by, "other": change.confirmed_by}
