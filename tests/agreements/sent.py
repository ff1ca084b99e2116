"""What a browser sends of the register's form, so that tests read like somebody typing."""

from typing import Any

from agreements.data import AgreementData
from portal.organisations.models import Organisation
from portal.reference.models import CpvCode
from suppliers.models import Supplier


def _plain(value: Any) -> str:
    return "" if value is None or value is False else "on" if value is True else str(value)


def typed(data: AgreementData, **more: Any) -> dict[str, Any]:
    """An agreement as the form sends it; ``more`` adds to it or replaces what is there."""
    sent: dict[str, Any] = {
        name: _plain(getattr(data, name))
        for name in (
            "title",
            "number",
            "kind",
            "level",
            "description",
            "announced_on",
            "notice_url",
            "starts_on",
            "ends_on",
            "latest_contract_end_on",
            "duration_reason",
            "estimated_value",
            "maximum_value",
            "maximum_unknown_because",
            "call_off_text",
        )
    }
    if data.until_further_notice:
        sent["until_further_notice"] = "on"
    sent["owner"] = Organisation.objects.get(pk=data.owner_id).name if data.owner_id else ""
    sent["responsible"] = _plain(data.responsible_id)
    sent["cpvs"] = ""
    sent["cpvs_key"] = [CpvCode.objects.get(pk=code).pk for code in data.cpvs]
    sent["options-row"] = [str(place) for place in range(len(data.options))]
    for place, option in enumerate(data.options):
        sent[f"options-{place}-id"] = _plain(option.id)
        sent[f"options-{place}-months"] = str(option.months)
        sent[f"options-{place}-notice_by"] = _plain(option.notice_by)
    sent["buyers-row"] = [str(place) for place in range(len(data.buyers))]
    for place, buyer in enumerate(data.buyers):
        sent[f"buyers-{place}-organisation"] = Organisation.objects.get(pk=buyer.organisation_id).name
        sent[f"buyers-{place}-binding"] = "must" if buyer.is_binding else "may"
    sent["lots-row"] = [str(place) for place in range(len(data.lots))]
    for place, lot in enumerate(data.lots):
        at = f"lots-{place}"
        for name in ("id", "number", "title", "estimated_value", "maximum_value", "call_off_method", "conditions"):
            sent[f"{at}-{name}"] = _plain(getattr(lot, name))
        sent[f"{at}-suppliers-row"] = [str(number) for number in range(len(lot.suppliers))]
        for number, supplier in enumerate(lot.suppliers):
            sent[f"{at}-suppliers-{number}-supplier"] = Supplier.objects.get(pk=supplier.supplier_id).name
            sent[f"{at}-suppliers-{number}-rank"] = _plain(supplier.rank)
            sent[f"{at}-suppliers-{number}-share"] = _plain(supplier.share)
    return {**sent, **more}
