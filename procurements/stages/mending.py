"""Where what a gate misses is mended: the page, or the field, that each reason leads to."""

from django.urls import reverse

from portal.law.answers import Reason
from procurements.models import Procurement
from procurements.services.procurements import FIELDS

#: The page of each area, by the name that its reasons carry.
PAGES = {
    "participation": "participation-list",
    "maximum_value": "procurement-value",
    "requirements": "specification",
    "dialogue": "market-dialogue",
    "checklist": "checklist",
    "group": "agreement-group",
}


def mended_at(procurement: Procurement, reason: Reason) -> str:
    """The address of the field to fill in, or of the page of the area that the reason is about."""
    field = (reason.field or "").partition(".")[0]
    if field in FIELDS:
        return f"{reverse('procurement-edit', args=[procurement.pk])}#id_{field}"
    if field in PAGES:
        return reverse(PAGES[field], args=[procurement.pk])
    return procurement.get_absolute_url()
