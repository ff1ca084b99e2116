"""Holding a procurement while something inside it is written."""

from procurements.models import Procurement


def held(procurement_id: int) -> Procurement:
    """The procurement, locked: its log, its checklist, its requirements and who takes part are each written by one
    person at a time, and not while it goes on to its next stage."""
    return Procurement.objects.select_for_update(of=("self",)).select_related("cooperation").get(pk=procurement_id)
