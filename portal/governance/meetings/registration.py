"""What meetings register: their menu item, panels, deadlines, words, papers and files."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor
from portal.files import access
from portal.governance.meetings import deadlines as due
from portal.governance.meetings import panels
from portal.governance.meetings import paper as papers
from portal.governance.meetings.wording import ACTIONS, FACTS
from portal.governance.views.agenda import may_see_file
from portal.jobs import registry
from portal.web import history, navigation
from portal.web.panels import Panel, register
from portal.workflow import deadlines


def _belongs(reader: Actor) -> bool:
    return reader.is_administrator or bool(reader.cooperations)


def register_all() -> None:
    """Called from the app's ``ready()``."""
    navigation.register(navigation.Item(_("Meetings"), "meetings", order=50, shown=_belongs))
    register("cooperation", Panel("meetings", 20, "governance/meetings/panel.html", panels.of_cooperation))
    register("group", Panel("meetings", 10, "governance/meetings/panel.html", panels.of_group))
    register("start", Panel("next-meetings", 9, "governance/meetings/start_panel.html", panels.of_reader))
    deadlines.register(due.MEETING, due.to_come, due.coming)
    deadlines.register(due.POLL, due.to_answer, due.polled)
    deadlines.register(due.MINUTES, due.to_approve, due.unapproved)
    history.name_actions(ACTIONS)
    history.name_facts(FACTS)
    registry.register(papers.JOB, papers.make, _("Minutes"))
    access.register("meetings", may_see_file)
