"""What is said of requirements: tones, weights, actions, and what differs between two wordings of one."""

from decimal import Decimal
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.web import formats
from portal.web.differences import Piece, pieces
from procurements.models.requirements import FACTS
from procurements.states.requirements import RequirementState, SpecificationState

REQUIREMENT_TONES = {
    RequirementState.PROPOSED: "warning",
    RequirementState.ACCEPTED: "success",
    RequirementState.DECLINED: "neutral",
}
SPECIFICATION_TONES = {
    SpecificationState.OPEN: "info",
    SpecificationState.PUT_FORWARD: "warning",
    SpecificationState.APPROVED: "success",
}

ACTIONS = {
    "requirement.contributed": pgettext_lazy("requirement", "Contributed"),
    "requirement.taken_over": pgettext_lazy("requirement", "Taken over from another procurement"),
    "requirement.edited": pgettext_lazy("requirement", "Worded anew"),
    "requirement.accepted": pgettext_lazy("requirement", "Accepted"),
    "requirement.declined": pgettext_lazy("requirement", "Declined"),
    "requirement.proposed_again": pgettext_lazy("requirement", "Proposed again"),
    "requirement.moved": pgettext_lazy("requirement", "Moved"),
    "requirement.commented": gettext_lazy("Comment written"),
    "requirement.comment_resolved": gettext_lazy("Comment resolved"),
    "specification.put_forward": gettext_lazy("Put forward for approval"),
    "specification.answer_approved": gettext_lazy("Approved by one of the group"),
    "specification.answer_objected": gettext_lazy("Objection by one of the group"),
    "specification.approved": gettext_lazy("Specification approved"),
    "specification.opened_again": gettext_lazy("Opened again"),
    "requirement_file.handed_in": gettext_lazy("File with requirements handed in"),
    "requirement_file.discarded": gettext_lazy("File with requirements thrown away"),
    "procurement.section_moved": gettext_lazy("Section of the specification moved"),
    "procurement.group_appointed": gettext_lazy("Agreement group appointed"),
}

FACT_NAMES = {
    "section": gettext_lazy("section"),
    "section_place": gettext_lazy("place"),
}


def per_cent(weight: Decimal | None) -> str:
    """A weight as it is written: 12,5 %; '' for none."""
    return "" if weight is None else f"{formats.number(weight)}\xa0%"


def section_name(heading: str) -> str:
    """A section as it is called; what stands in none comes under one name."""
    return heading or _("General")


def written(wording: Any, fact: str) -> str:
    """A fact of a wording in words; '' for nothing."""
    value = getattr(wording, fact)
    if fact in ("kind", "strength"):
        return str(getattr(wording, f"get_{fact}_display")())
    if fact == "weight":
        return per_cent(value)
    if fact == "is_climate":
        return _("yes") if value else _("no")
    return section_name(value) if fact == "heading" else str(value)


def differing(before: Any, after: Any) -> list[tuple[str, list[Piece]]]:
    """The facts that differ between two wordings of a requirement, each with what came and what went, the text word
    by word."""
    found = []
    for fact in FACTS:
        if getattr(before, fact) == getattr(after, fact):
            continue
        old, new = written(before, fact), written(after, fact)
        if fact in ("text", "verification", "goals"):
            told = pieces(old, new)
        else:
            told = [Piece(kind, text) for kind, text in (("removed", old), ("added", new)) if text]
        found.append((capfirst(str(after._meta.get_field(fact).verbose_name)), told))
    return found
