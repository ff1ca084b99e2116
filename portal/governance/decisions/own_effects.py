"""What decisions set within governance itself: who joins, who leaves, and policies."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.actor import actor_of
from portal.governance.effects import Effect, Settled, register
from portal.governance.models import Decision, MembershipDecision, MembershipEnd, Policy
from portal.organisations.rules import may_coordinate

Found = dict[int, list[Settled]]


def form_of(url_name: str) -> Any:
    """What gives the address of a cooperation's form with the decision chosen, to those who may fill it in."""

    def begin(user: Any, decision: Decision) -> str | None:
        cooperation = decision.meeting.cooperation_id
        if not may_coordinate(actor_of(user), cooperation):
            return None
        return f"{reverse(url_name, args=[cooperation])}?decision={decision.pk}"

    return begin


def admissions(user: Any, decisions: Iterable[Decision]) -> Found:
    """The memberships that begin by decisions. Who belongs to a cooperation is public."""
    found: Found = defaultdict(list)
    rows = MembershipDecision.objects.filter(decision__in=list(decisions)).select_related("membership__organisation")
    for row in rows.order_by("membership__organisation__name"):
        member = row.membership.organisation
        title = _("%(name)s is a member") % {"name": member}
        found[row.decision_id].append(Settled(title, member.get_absolute_url(), row.membership.valid_from))
    return found


def exits(user: Any, decisions: Iterable[Decision]) -> Found:
    """The memberships that end by decisions."""
    found: Found = defaultdict(list)
    rows = MembershipEnd.objects.filter(decision__in=list(decisions)).select_related("membership__organisation")
    for row in rows.order_by("membership__organisation__name"):
        member = row.membership.organisation
        title = _("%(name)s leaves") % {"name": member}
        found[row.decision_id].append(Settled(title, member.get_absolute_url(), row.membership.valid_to))
    return found


def policies(user: Any, decisions: Iterable[Decision]) -> Found:
    """The policies that decisions adopted."""
    found: Found = defaultdict(list)
    for policy in Policy.objects.visible_to(user).filter(decision__in=list(decisions)):
        title = _("Policy: %(title)s") % {"title": policy}
        found[policy.decision_id].append(Settled(title, policy.get_absolute_url(), policy.valid_from))
    return found


def register_all() -> None:
    """Called from the app's ``ready()``."""
    for name, label, noun, url_name, settled, order in (
        (
            "admission",
            gettext_lazy("Admit a member"),
            gettext_lazy("admission of a member"),
            "membership-admit",
            admissions,
            10,
        ),
        (
            "exit",
            gettext_lazy("Have a member leave"),
            gettext_lazy("exit of a member"),
            "membership-leave",
            exits,
            11,
        ),
        ("policy", gettext_lazy("Adopt a policy"), gettext_lazy("policy"), "policy-adopt", policies, 40),
    ):
        register(Effect(name, label, form_of(url_name), settled, order, noun))
