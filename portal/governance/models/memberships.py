"""The decisions on which memberships stand, from their first day to their last."""

from django.db import models

from portal.governance.models.decisions import Decision
from portal.organisations.models import Membership


class MembershipDecision(models.Model):
    """The decision on which a membership stands: the founding, or an admission."""

    membership = models.OneToOneField(Membership, models.CASCADE, related_name="decided_by")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="memberships")

    def __str__(self) -> str:
        return f"{self.membership}: {self.decision}"


class MembershipEnd(models.Model):
    """The decision by which a member leaves; a member that ceases by a merger leaves without one."""

    membership = models.OneToOneField(Membership, models.CASCADE, related_name="ended_by")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="exits")

    def __str__(self) -> str:
        return f"{self.membership}: {self.decision}"
