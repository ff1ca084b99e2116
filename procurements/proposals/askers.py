"""Whoever asked for what a proposal stands for, and so is told its answer."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from procurements.models import Need, Proposal


def family(proposal: Proposal) -> list[int]:
    """The ids of a proposal and of those that were merged into it."""
    return [proposal.pk, *Proposal.objects.filter(merged_into=proposal).values_list("pk", flat=True)]


def askers(proposals: Collection[int]) -> set[int]:
    """The ids of those who made the proposals, and of those who reported a need that became part of them."""
    makers = Proposal.objects.filter(pk__in=proposals).values_list("proposed_by", flat=True)
    return {*makers, *needs_behind(proposals).values_list("reported_by", flat=True)}


def needs_behind(proposals: Collection[int]) -> QuerySet[Need]:
    """The needs that are part of proposals, and those that were merged into one of these: nobody who asked is lost."""
    return Need.objects.filter(Q(proposal__in=proposals) | Q(merged_into__proposal__in=proposals))
