"""What the pages of a specification share: finding it for the reader's circle, and the way back to it."""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.law.secrecy import Part
from procurements.circles import circle_of
from procurements.models import Procurement, Requirement, Specification
from procurements.rules import requirements as rules
from procurements.views.inside import crumbs, inside


def seen_by(request: HttpRequest, pk: int, part: Part) -> Procurement:
    """The procurement, or 404 for those who do not see this part of it."""
    procurement = inside(request, pk)
    if not circle_of(request.user, procurement).sees(part):
        raise Http404
    return procurement


def drafting(request: HttpRequest, pk: int) -> Procurement:
    """The procurement, for those who write its requirements; 404 for everybody else."""
    return seen_by(request, pk, Part.DRAFTING)


def writing(request: HttpRequest, pk: int) -> Procurement:
    """The procurement, for those who may write its requirements now; 403 for those who only read along."""
    procurement = drafting(request, pk)
    require(rules.may_write(actor_of(request.user), procurement))
    return procurement


def requirement_of(request: HttpRequest, procurement: Procurement, number: int) -> Requirement:
    """A requirement that the reader sees, its procurement the one that was found."""
    rows = Requirement.objects.visible_to(request.user).select_related("contributed_by", "copied_from__procurement")
    found = get_object_or_404(rows, procurement=procurement, number=number)
    found.procurement = procurement
    return found


def sources_seen(request: HttpRequest, procurement: Procurement) -> frozenset[int]:
    """The requirements that were taken over from and that the reader sees; others are not named."""
    sources = Requirement.objects.visible_to(request.user).filter(copies__procurement=procurement)
    return frozenset(sources.values_list("pk", flat=True))


def specification_of(procurement: Procurement) -> Specification | None:
    """The specification, where something was put forward already."""
    return getattr(procurement, "specification", None)


def begun(procurement: Procurement) -> Specification:
    """The specification; one that was never put forward is there with no revision, and not saved."""
    return specification_of(procurement) or Specification(procurement=procurement, version=0)


def address_of(procurement: Procurement) -> str:
    return reverse("specification", args=[procurement.pk])


def trail(procurement: Procurement, *more: tuple[Any, str]) -> list[tuple[Any, str]]:
    """The way to a page of the specification."""
    return crumbs(procurement, (_("Specification"), address_of(procurement)), *more)


def title_of(requirement: Requirement) -> str:
    return _("Requirement %(number)s") % {"number": requirement.number}
