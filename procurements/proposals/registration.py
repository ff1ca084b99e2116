"""What proposals register with the apps below: words, menu, panels and deadlines."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.governance.agenda import subjects
from portal.governance.agenda.subjects import Subject
from portal.web import history, navigation, panels
from portal.workflow import deadlines
from procurements.models import Procurement, Proposal
from procurements.proposals import panels as own
from procurements.proposals.deadlines import REVISIT, VOTE, before_meetings, put_off, to_revisit, to_vote
from procurements.proposals.wording import ACTIONS, FACTS, VALUES
from procurements.rules import proposals as rules


def _proposals(user: Any) -> QuerySet:
    return Proposal.objects.visible_to(user)


def _procurements(user: Any) -> QuerySet:
    return Procurement.objects.visible_to(user)


def _to_take_up(user: Any, cooperation_id: int) -> QuerySet:
    return _proposals(user).filter(cooperation=cooperation_id).by_rank()


def _procured(user: Any, cooperation_id: int) -> QuerySet:
    return _procurements(user).filter(cooperation=cooperation_id).order_by("-pk")


def register_all() -> None:
    """Called from the app's ``ready()``."""
    history.name_actions(ACTIONS)
    history.name_facts(FACTS, VALUES)
    navigation.register(
        navigation.Item(
            _("Proposals"),
            "proposal-list",
            order=31,
            shown=lambda actor: bool(rules.may_read(actor)),
            beside=("workshop-list",),
        )
    )
    for place, panel in (
        ("procurement", panels.Panel("origin", 7, "procurements/proposals/procurement_panel.html", own.of_procurement)),
        ("need", panels.Panel("proposal", 10, "procurements/proposals/need_panel.html", own.of_need)),
        ("meeting", panels.Panel("proposals", 10, "procurements/proposals/meeting_panel.html", own.of_meeting)),
        ("start", panels.Panel("backlog", 14, "procurements/proposals/start_panel.html", own.of_reader)),
    ):
        panels.register(place, panel)
    subjects.register(Subject("proposal", _("Proposal"), Proposal, _to_take_up, _proposals))
    subjects.register(Subject("procurement", _("Procurement"), Procurement, _procured, _procurements))
    deadlines.register(VOTE, to_vote, before_meetings)
    deadlines.register(REVISIT, to_revisit, put_off)
