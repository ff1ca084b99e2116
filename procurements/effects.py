"""What decisions of meetings set here: the start of a procurement."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.actor import actor_of
from portal.governance.effects import Effect, Settled, register
from portal.governance.models import Decision
from procurements.models import Procurement
from procurements.rules.procurements import may_run


def begin(user: Any, decision: Decision) -> str | None:
    """The form of a new procurement with the decision chosen, for the office."""
    if not may_run(actor_of(user), decision.meeting.cooperation_id):
        return None
    return f"{reverse('procurement-new')}?decision={decision.pk}"


def started(user: Any, decisions: Iterable[Decision]) -> dict[int, list[Settled]]:
    """The procurements that decisions have started, those of them that the person sees."""
    found: dict[int, list[Settled]] = defaultdict(list)
    rows = Procurement.objects.visible_to(user).filter(decision__in=list(decisions))
    for procurement in rows.order_by("title", "pk"):
        title = _("Procurement: %(title)s") % {"title": procurement}
        found[procurement.decision_id].append(Settled(title, procurement.get_absolute_url()))
    return found


def register_all() -> None:
    """Called from the app's ``ready()``."""
    label, noun = gettext_lazy("Start a procurement"), gettext_lazy("start of a procurement")
    register(Effect("procurement", label, begin, started, 60, noun))
