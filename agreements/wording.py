"""What is said of an agreement, in words: labels of its fields, and changes as a reader of its history sees them."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from agreements.data import AgreementData
from agreements.models import Agreement
from agreements.states import AgreementKind, AgreementLevel, AgreementStatus, CallOffMethod, OptionState
from portal.law.visibility import Visibility
from portal.web import formats, history
from portal.workflow import audit

ACTIONS = {
    "buying_proof.kept": gettext_lazy("Proof kept"),
    "agreement.registered": gettext_lazy("Registered"),
    "agreement.imported": gettext_lazy("Imported"),
    "agreement.edited": gettext_lazy("Changed"),
    "agreement.extended": gettext_lazy("Extended"),
    "agreement.option_declined": gettext_lazy("Option declined"),
    "agreement.option_lapsed": gettext_lazy("Option lapsed"),
    "agreement.changed": gettext_lazy("Change in effect"),
    "agreement_change.proposed": pgettext_lazy("change", "Proposed"),
    "agreement_change.confirmed": pgettext_lazy("change", "Confirmed"),
    "agreement_change.took_effect": gettext_lazy("Took effect"),
    "agreement_change.withdrawn": pgettext_lazy("change", "Withdrawn"),
    "agreement.published": gettext_lazy("Published"),
    "agreement.terminated": gettext_lazy("Terminated"),
    "agreement.deleted": gettext_lazy("Draft deleted"),
    "agreement.reorganised": gettext_lazy("Change among the members"),
    "reorganisation.planned": pgettext_lazy("reorganisation", "Planned"),
    "reorganisation.took_effect": gettext_lazy("Took effect"),
    "reorganisation.withdrawn": pgettext_lazy("reorganisation", "Withdrawn"),
    "agreement.document_attached": gettext_lazy("Document attached"),
    "agreement.document_removed": gettext_lazy("Document removed"),
}
_LISTS = {
    "cpvs": gettext_lazy("CPV codes"),
    "lots": gettext_lazy("Lots and suppliers"),
    "buyers": gettext_lazy("Eligible buyers"),
    "options": gettext_lazy("Extension options"),
    "document": gettext_lazy("Document"),
    "visibility": gettext_lazy("Visible to"),
    "areas": gettext_lazy("Area"),
    "assumed": gettext_lazy("Assumed"),
    "last_day": gettext_lazy("Last day to call off"),
    "supplier": gettext_lazy("Supplier"),
}
_CHOICES: dict[str, dict[str, Any]] = {
    "kind": dict(AgreementKind.choices),
    "level": dict(AgreementLevel.choices),
    "status": dict(AgreementStatus.choices),
    "visibility": dict(Visibility.choices),
    "call_off_method": dict(CallOffMethod.choices),
    "state": dict(OptionState.choices),
}
_AMOUNTS = {"estimated_value", "maximum_value", "overrun_value"}
_ORDER = {name.removesuffix("_id"): place for place, name in enumerate(AgreementData.__dataclass_fields__)}
_WHOLE = {"agreement.registered", "agreement.imported", "agreement.deleted"}  # they tell everything, as the page does
_DATES = {"announced_on", "starts_on", "ends_on", "latest_contract_end_on", "notice_by", "terminated_on", "last_day"}


def label_of(name: str) -> str:
    """A field of an agreement as people call it."""
    if name in _LISTS:
        return str(_LISTS[name])
    try:
        return capfirst(str(Agreement._meta.get_field(name).verbose_name))
    except FieldDoesNotExist:
        return name


def in_order(changed: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Changed fields in the order of the form; the database keeps them in none."""
    return sorted(changed.items(), key=lambda change: _ORDER.get(change[0], len(_ORDER)))


def changes(changed: Mapping[str, Any], currency: str) -> list[tuple[str, str, str]]:
    """Changed fields as (label, before, after), in the order of the form. Of lists only what differs is told."""
    told = []
    for name, (before, after) in in_order(changed):
        if isinstance(before, list) or isinstance(after, list):
            was, now = _lines(name, before or [], currency), _lines(name, after or [], currency)
            before = "; ".join(line for line in was if line not in now)
            after = "; ".join(line for line in now if line not in was)
            if not before and not after:
                before, after = "; ".join(was), "; ".join(now)  # nothing but their order
        else:
            before, after = value(name, before, currency), value(name, after, currency)
        told.append((label_of(name), before, after))
    return told


def value(name: str, said: Any, currency: str) -> str:
    """One value as it stands in a sentence; what is empty gives ''."""
    if said is None or said == "":
        return ""
    if isinstance(said, bool):
        return _("yes") if said else _("no")
    if isinstance(said, list):
        return "; ".join(_lines(name, said, currency))
    if name in _CHOICES:
        return str(_CHOICES[name].get(said, said))
    if name in _AMOUNTS:
        return formats.money(_decimal(said), currency)
    if name in _DATES:
        return formats.date(_date(said))
    return str(said)


def _decimal(said: Any) -> Decimal:
    return Decimal(str(said))


def _date(said: Any) -> date:
    return date.fromisoformat(str(said))


def _lines(name: str, entries: list[Any], currency: str) -> list[str]:
    tell = {"lots": _lot, "buyers": _buyer, "options": _option}.get(name)
    return [tell(entry, currency) if tell else str(entry) for entry in entries]


def _buyer(entry: Mapping[str, Any], currency: str) -> str:
    use = _("must use") if entry["is_binding"] else _("may use")
    if entry.get("ends_on"):
        use = _("%(use)s, until %(day)s") % {"use": use, "day": value("ends_on", entry["ends_on"], currency)}
    return f"{entry['organisation']} ({use})"


def _option(entry: Mapping[str, Any], currency: str) -> str:
    words = _("%(months)s months") % {"months": entry["months"]}
    if entry.get("notice_by"):
        words = _("%(option)s, notice by %(day)s") % {
            "option": words,
            "day": value("notice_by", entry["notice_by"], currency),
        }
    state = entry.get("state", OptionState.OPEN)
    return words if state == OptionState.OPEN else f"{words} ({_CHOICES['state'][state]})"


def _lot(entry: Mapping[str, Any], currency: str) -> str:
    named = " ".join(str(entry[part]) for part in ("number", "title") if entry.get(part))
    told = [_("Lot %(name)s") % {"name": named} if named else _("Lot")]
    for name in ("estimated_value", "maximum_value", "overrun_value", "call_off_method", "conditions"):
        if entry.get(name):
            told.append(f"{label_of(name) if name in _AMOUNTS else ''} {value(name, entry[name], currency)}".strip())
    told += [f"CPV {', '.join(entry['cpvs'])}"] if entry.get("cpvs") else []
    told += [_("in %(areas)s") % {"areas": ", ".join(entry["areas"])}] if entry.get("areas") else []
    suppliers = [_place(place) for place in entry.get("suppliers", [])]
    return ", ".join(told) + (f": {', '.join(suppliers)}" if suppliers else "")


def _place(place: Mapping[str, Any]) -> str:
    said = [str(place["rank"])] if place.get("rank") else []
    said += [f"{formats.number(_decimal(place['share']))} %"] if place.get("share") else []
    return f"{place['supplier']} ({', '.join(said)})" if said else str(place["supplier"])


def timeline(
    agreement: Agreement,
    levels: Collection[Visibility],
    limit: int | None = None,
    without: Collection[str] = (),
) -> list[dict[str, Any]]:
    """The agreement's history as the macro ``timeline`` draws it, latest first, ``without`` the actions that are told
    elsewhere.

    What happened to documents that the reader, who sees these ``levels``, may not see is left out: a title tells.
    """
    events = audit.history(agreement).exclude(action__in=without)
    told = [event for event in events if _concerns(event.changes.get("visibility"), levels)]
    return [
        {
            "what": history.what(event.action),
            "who": str(event.actor) if event.actor else "",
            "when": event.at,
            "why": event.reason,
            "changes": changes(event.changes, agreement.currency) if event.action not in _WHOLE else [],
        }
        for event in told[:limit]
    ]


def _concerns(visibility: list[str | None] | None, levels: Collection[Visibility]) -> bool:
    return visibility is None or any(level in levels for level in visibility if level)
