"""What the register's form begins with, and the rows that it fills in when asked."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from agreements.forms.register import PLAIN
from agreements.forms.rows import BuyerForm
from agreements.models import Agreement
from agreements.states import AgreementLevel
from portal.accounts.actor import Place, Role, actor_of
from portal.organisations.models import Cooperation, Organisation

AMOUNT = re.compile(r"\d+\.\d{1,2}")
MEMBERS = "members"  # the value of the button that adds all members


def initial_of(agreement: Agreement) -> dict[str, Any]:
    """A stored agreement as the form's first values. Reads the rows that ``facts.with_children`` fetched."""
    return {
        **{name: getattr(agreement, name) for name in PLAIN},
        "version": agreement.version,
        "owner": agreement.owner,
        "responsible": agreement.responsible_id,
        "members_on": agreement.announced_on or agreement.starts_on or timezone.localdate(),
        "cpvs": [row.cpv for row in agreement.cpvs.all()],
        "options": [
            {"id": option.pk, "months": option.months, "notice_by": option.notice_by}
            for option in agreement.options.all()
        ],
        "buyers": [
            {"organisation": buyer.organisation, "binding": "must" if buyer.is_binding else "may"}
            for buyer in agreement.buyers.all()
        ],
        "lots": [
            {
                "id": lot.pk,
                "number": lot.number,
                "title": lot.title,
                "cpvs": list(lot.cpvs.all()),
                "areas": list(lot.areas.all()),
                "estimated_value": lot.estimated_value,
                "maximum_value": lot.maximum_value,
                "call_off_method": lot.call_off_method,
                "conditions": lot.conditions,
                "suppliers": [
                    {"supplier": place.supplier, "rank": place.rank, "share": place.share}
                    for place in lot.suppliers.all()
                ],
            }
            for lot in agreement.lots.all()
        ],
    }


def initial_for(user: Any) -> dict[str, Any]:
    """What a new agreement begins with: today's members, the officer who registers, a contact's own organisation."""
    actor = actor_of(user)
    own = actor.places(Place.ORGANISATION, Role.CONTACT)
    if actor.office or len(own) != 1:
        return {"members_on": timezone.localdate(), "responsible": user.pk, "level": AgreementLevel.REGIONAL}
    owner = Organisation.objects.get(pk__in=own)
    return {"members_on": timezone.localdate(), "owner": owner, "level": AgreementLevel.LOCAL}


def with_members(data: QueryDict, cooperation: Cooperation, day: date) -> QueryDict:
    """What was typed, with a row for every member of the cooperation on a day that has none yet."""
    data = data.copy()
    rows = data.getlist("buyers-row")
    field = BuyerForm.base_fields["organisation"]
    named = set()
    for row in rows:
        typed = field.widget.value_from_datadict(data, {}, f"buyers-{row}-organisation")
        named.add(typed.picked or typed.text)
    rows = [row for row in rows if data.get(f"buyers-{row}-organisation")]
    fresh = max((int(row) for row in rows if row.isdecimal()), default=-1) + 1
    members = Organisation.objects.members_of(cooperation, day).distinct()
    missing = [member for member in members if member.name not in named and str(member.pk) not in named]
    for place, member in enumerate(missing, start=fresh):
        rows.append(str(place))
        data[f"buyers-{place}-organisation"] = member.name
        data[f"buyers-{place}-organisation_pick"] = str(member.pk)
        data[f"buyers-{place}-binding"] = "may"
    data.setlist("buyers-row", rows)
    return data


#: What a row carries that nobody typed, and what its history does not tell.
UNTOLD = {"id", "state", "new_name", "new_number"}


def same(typed: Any, told: Any) -> bool:
    """Whether what stands in the form is what the history tells, however each writes an empty value or an amount."""
    return _bare(typed) == _bare(told)


def _bare(value: Any) -> Any:
    if isinstance(value, Mapping):
        parts = {name: _bare(part) for name, part in value.items() if name not in UNTOLD}
        return {name: part for name, part in parts.items() if part is not None}
    if isinstance(value, list):
        return [_bare(part) for part in value] or None
    if value in (None, "", False):
        return None
    text = str(value)
    return text.rstrip("0").rstrip(".") if AMOUNT.fullmatch(text) else text
