"""What decisions of meetings set here: changes among the members, with all that follows for their agreements."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from agreements.models.reorganisations import Reorganisation
from agreements.rules.reorganisations import may_plan
from agreements.states.reorganisations import ReorganisationKind, ReorganisationStatus
from portal.accounts.actor import actor_of
from portal.governance.effects import Effect, Settled, register
from portal.governance.models import Decision


def begin(user: Any, decision: Decision) -> str | None:
    """Where a change of members is planned by a decision, for the office."""
    cooperation = decision.meeting.cooperation_id
    if not may_plan(actor_of(user), cooperation):
        return None
    return f"{reverse('reorganisation-new', args=[cooperation])}?decision={decision.pk}"


def planned(user: Any, decisions: Iterable[Decision]) -> dict[int, list[Settled]]:
    """The changes of members that stand on decisions. Of those in effect, who joined and who left is told by the
    memberships themselves."""
    told = Q(status=ReorganisationStatus.IN_EFFECT, kind__in=(ReorganisationKind.JOIN, ReorganisationKind.LEAVE))
    rows = Reorganisation.objects.visible_to(user).filter(decision__in=list(decisions))
    rows = rows.exclude(Q(status=ReorganisationStatus.WITHDRAWN) | told).prefetch_related("organisations")
    found: dict[int, list[Settled]] = defaultdict(list)
    for row in rows.order_by("effective_on", "pk"):
        names = ", ".join(organisation.name for organisation in row.organisations.all())
        title = f"{capfirst(row.get_kind_display())}: {names}"
        found[row.decision_id].append(Settled(title, row.get_absolute_url(), row.effective_on))
    return found


def register_all() -> None:
    """Called from the app's ``ready()``."""
    label, noun = gettext_lazy("Plan a change of members"), gettext_lazy("change of members")
    register(Effect("reorganisation", label, begin, planned, 12, noun))
