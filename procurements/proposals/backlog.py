"""The columns of the working group's backlog, on the page and in files, and of what one person asked for."""

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.reference.collation import alphabet_for
from portal.web.columns import Column
from procurements.models import Proposal
from procurements.proposals.electorate import Electorate
from procurements.querysets.proposals import RANK
from procurements.states.proposals import Priority, ProposalState, VoteValue

TONES = {
    ProposalState.PROPOSED: "warning",
    ProposalState.TOGETHER: "success",
    ProposalState.MEMBERS: "neutral",
    ProposalState.NATIONAL: "info",
    ProposalState.LATER: "info",
    ProposalState.MERGED: "neutral",
}
PRIORITY_TONES = {Priority.HIGH: "danger", Priority.NORMAL: "neutral", Priority.LOW: "neutral"}


def columns(electorate: Electorate, own: Collection[int]) -> list[Column]:
    """The backlog's columns in the reader's language; ``own`` are the municipalities for which the reader votes."""
    alphabet = alphabet_for(get_language() or "")

    count = lru_cache(maxsize=1)(electorate.count)  # one row's votes stand in several columns

    def votes(value: str) -> Any:
        return Proposal.objects.all().votes(value, electorate.day)

    def own_vote(row: Proposal) -> Any:
        said = [vote.get_value_display() for vote in row.votes.all() if vote.organisation_id in own]
        return ", ".join(said) or None

    def silent(row: Proposal) -> list[str]:
        waits = row.state == ProposalState.PROPOSED
        return [voter.name for voter in electorate.silent(row)] if waits else []

    everything = [
        Column("title", _("Proposal"), lambda p: p.title, sort=f"sort_{alphabet}", link=Proposal.get_absolute_url),
        Column("area", _("Area"), lambda p: p.get_area_display(), only="file"),
        Column("cpv", _("CPV code"), lambda p: str(p.cpv) if p.cpv else None, only="file"),
        Column(
            "organisation", _("Proposed for"), lambda p: p.organisation.name if p.organisation else _("all members")
        ),
        Column(
            "priority",
            _("Priority"),
            lambda p: p.get_priority_display(),
            "tag",
            sort=RANK,
            tone=lambda p: PRIORITY_TONES[p.priority],
        ),
        Column(
            "estimated_value",
            _("Value a year"),
            lambda p: p.estimated_value,
            "money",
            sort="estimated_value",
            currency=lambda p: p.currency,
        ),
        Column(
            "expected_benefit",
            _("Expected benefit a year"),
            lambda p: p.expected_benefit,
            "money",
            sort="expected_benefit",
            currency=lambda p: p.currency,
            only="file",
        ),
        Column("benefit_note", _("The benefit in words"), lambda p: p.benefit_note or None, only="file"),
        Column("effort", _("Effort"), lambda p: p.get_effort_display(), only="file"),
        Column(
            "votes_for",
            pgettext_lazy("votes", "For"),
            lambda p: len(count(p).in_favour),
            "number",
            sort=votes(VoteValue.FOR),
        ),
        Column(
            "votes_against",
            pgettext_lazy("votes", "Against"),
            lambda p: len(count(p).against),
            "number",
            sort=votes(VoteValue.AGAINST),
        ),
        Column("abstaining", _("Abstain"), lambda p: len(count(p).abstaining), "number", only="file"),
        Column("silent", _("Have not voted"), silent, only="page"),
        Column("silent_names", _("Have not voted"), lambda p: ", ".join(silent(p)) or None, only="file"),
        Column("own_vote", _("My municipality's vote"), own_vote, only="" if own else "file"),
        Column("wanted_by", _("Wanted by"), lambda p: p.wanted_by, "date", sort="wanted_by", only="file"),
        Column(
            "meeting",
            _("Meeting"),
            lambda p: p.meeting.held_on if p.meeting else None,
            "date",
            sort="meeting__held_on",
        ),
        Column(
            "state",
            _("State"),
            lambda p: p.get_state_display(),
            "tag",
            sort="state",
            tone=lambda p: TONES[ProposalState(p.state)],
        ),
        Column("answer", _("Reasons"), lambda p: p.answer or None, only="file"),
        Column("proposed_by", _("Proposed by"), lambda p: p.proposed_by.name, only="file"),
        Column("proposed_at", _("Proposed at"), lambda p: p.proposed_at, "datetime", sort="proposed_at", only="file"),
        Column("cooperation", _("Cooperation"), lambda p: p.cooperation.name, only="file"),
        Column("sample", _("Sample"), lambda p: p.is_sample or None, only="file"),
    ]
    return [column for column in everything if own or column.key != "own_vote"]


def wishes_columns() -> list[Column]:
    """The columns of what one person asked for; one that was merged shows what became of the one it went into."""

    def standing(row: Proposal) -> Proposal:
        return row.merged_into or row

    return [
        Column("title", _("Proposal"), lambda p: p.title),
        Column("proposed_at", _("Proposed at"), lambda p: p.proposed_at, "datetime"),
        Column("state", _("State"), lambda p: standing(p).get_state_display()),
        Column("merged_into", _("Merged into"), lambda p: p.merged_into.title if p.merged_into else None),
        Column("answer", _("Reasons"), lambda p: standing(p).answer or None),
        Column(
            "decided_on",
            _("Decided on"),
            lambda p: standing(p).decision.meeting.held_on if standing(p).decision else None,
            "date",
        ),
    ]
