"""What events register: their menu item, panels, deadlines, words and files."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Actor, actor_of
from portal.files import access
from portal.files.models import StoredFile
from portal.governance.events import deadlines as due
from portal.governance.events import panels
from portal.governance.events.wording import ACTIONS, FACTS
from portal.governance.models import Event, EventMaterial, SignUp
from portal.governance.rules import events as rules
from portal.web import history, navigation
from portal.web.panels import Panel, register
from portal.workflow import deadlines


def _belongs(reader: Actor) -> bool:
    return reader.is_administrator or bool(reader.cooperations)


def _may_see(user: Any, file: StoredFile) -> bool:
    """Material is for those who have a place and those who look after the event."""
    row = (
        EventMaterial.objects.filter(file=file, event__in=Event.objects.visible_to(user))
        .select_related("event")
        .first()
    )
    if row is None:
        return False
    has_place = SignUp.objects.taken().filter(event=row.event, user=user.pk or 0).exists()
    return has_place or bool(rules.may_look_after(actor_of(user), row.event))


def register_all() -> None:
    """Called from the app's ``ready()``."""
    navigation.register(navigation.Item(_("Events"), "event-list", order=54, shown=_belongs))
    register("start", Panel("events", 30, "governance/events/panel.html", panels.of_reader))
    register("cooperation", Panel("events", 30, "governance/events/panel.html", panels.of_cooperation))
    deadlines.register(due.EVENT, due.to_come, due.attended)
    history.name_actions(ACTIONS)
    history.name_facts(FACTS)
    access.register("events", _may_see)
