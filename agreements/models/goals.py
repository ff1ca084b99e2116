"""What goals ask of agreements: what is checked, and what was found."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from agreements.models.agreements import Agreement
from agreements.models.follow_up import Obligation
from agreements.querysets.goals import GoalCheckQuerySet, GoalFindingQuerySet
from agreements.states.follow_up import CheckResult
from agreements.states.goals import GoalCheckState
from portal.governance.models import Goal, Measurement
from portal.governance.models.goals import DECIMALS, DIGITS, plain_number


class GoalCheck(models.Model):
    """What is checked of an agreement for a goal, how, and when next: once, or every so many months.

    ``obligation`` is the supplier's, where what is checked is one that the agreement keeps.
    """

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="goal_checks")
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="checks", verbose_name=_("goal"))
    what = models.TextField(_("what is checked"))
    how = models.TextField(_("how it is checked"), blank=True)
    every_months = models.PositiveSmallIntegerField(
        _("months between checks"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    next_on = models.DateField(_("next check"), null=True, blank=True)
    obligation = models.ForeignKey(
        Obligation, models.SET_NULL, null=True, blank=True, related_name="goal_checks", verbose_name=_("obligation")
    )
    state = models.CharField(_("state"), max_length=10, choices=GoalCheckState, default=GoalCheckState.FOLLOWED)
    dropped_because = models.TextField(_("why it was dropped"), blank=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = GoalCheckQuerySet.as_manager()

    class Meta:
        ordering = ["agreement", "goal", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=GoalCheckState.DROPPED) | ~Q(dropped_because="") & Q(next_on=None),
                name="goal_check_dropped_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["next_on"], condition=Q(next_on__isnull=False), name="goal_check_next"),
        ]

    def __str__(self) -> str:
        return Truncator(self.what).chars(90)

    def get_absolute_url(self) -> str:
        return reverse("goal-check", args=[self.pk])

    @property
    def is_followed(self) -> bool:
        return self.state == GoalCheckState.FOLLOWED


class GoalFinding(models.Model):
    """What a check found, and the value that was read, in the unit of the goal. It stays as it was found.

    ``measurement`` is the goal's, where the value was entered as one.
    """

    goal_check = models.ForeignKey(GoalCheck, models.CASCADE, related_name="findings")
    checked_on = models.DateField(_("checked on"))
    result = models.CharField(_("result"), max_length=10, choices=CheckResult)
    finding = models.TextField(_("what was found"), blank=True)
    value = models.DecimalField(_("value"), max_digits=DIGITS, decimal_places=DECIMALS, null=True, blank=True)
    measurement = models.OneToOneField(
        Measurement, models.PROTECT, null=True, blank=True, related_name="finding", verbose_name=_("measurement")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    is_sample = models.BooleanField(default=False)

    objects = GoalFindingQuerySet.as_manager()

    class Meta:
        ordering = ["-checked_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(measurement=None) | Q(value__isnull=False), name="goal_finding_measured_has_value"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.goal_check}: {self.get_result_display()}"

    @property
    def figure(self) -> Decimal | None:
        """The value without the zeros that the database keeps behind it."""
        return None if self.value is None else plain_number(self.value)
