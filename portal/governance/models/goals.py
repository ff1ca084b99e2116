"""What the cooperation wants to reach: strategies, their goals, and what was measured of them."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.governance.models.decisions import Decision
from portal.governance.querysets.goals import GoalQuerySet, MeasurementQuerySet, StrategyQuerySet
from portal.governance.states.goals import Direction
from portal.organisations.models import Cooperation

YEARS = [MinValueValidator(1990), MaxValueValidator(2100)]
#: Digits of what is measured, and how many of them are decimals.
DIGITS, DECIMALS = 18, 4


class Adopted(models.Model):
    """What a decision sets from a day, and what is only proposed as long as no decision does.

    Once adopted it is not changed: another takes its place (``replaces``) by a decision of its own, or a decision ends
    it (``ended_by``). ``valid_to`` is its last day.
    """

    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="%(class)s_set", verbose_name=_("decided by")
    )
    valid_from = models.DateField(_("holds from"), null=True, blank=True)
    valid_to = models.DateField(_("holds to"), null=True, blank=True)
    ended_by = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="%(class)s_ended", verbose_name=_("ended by")
    )
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("takes the place of"),
    )
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(decision=None, valid_from=None, valid_to=None, ended_by=None)
                | Q(decision__isnull=False, valid_from__isnull=False),
                name="%(class)s_stands_on_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="%(class)s_ends_after_it_began",
            ),
        ]

    @property
    def is_proposed(self) -> bool:
        """Whether no decision has set it yet: only then is it changed."""
        return self.decision_id is None

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return (
            self.valid_from is not None and self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
        )

    @property
    def successor(self) -> Self | None:
        """What took its place, adopted or proposed; None where nothing did."""
        return getattr(self, "replaced_by", None)


class Strategy(Adopted):
    """What the cooperation wants, in its own words: the frame of a few clear goals."""

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="strategies")
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what it wants"), blank=True)

    objects = StrategyQuerySet.as_manager()

    class Meta(Adopted.Meta):
        ordering = ["-valid_from", "-id"]
        verbose_name_plural = "strategies"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("strategy", args=[self.pk])


class Goal(Adopted):
    """A goal of a strategy: what is measured (``indicator``, in ``unit``), where it stood (``baseline``), and where it
    is to stand at the end of ``target_year``.

    ``sdgs`` are the numbers of the United Nations' goals that it serves.
    """

    strategy = models.ForeignKey(Strategy, models.PROTECT, related_name="goals", verbose_name=_("strategy"))
    title = models.CharField(_("goal"), max_length=200)
    text = models.TextField(_("what it means"), blank=True)
    indicator = models.CharField(_("indicator"), max_length=200)
    unit = models.CharField(_("unit"), max_length=40)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction, default=Direction.UP)
    baseline_value = models.DecimalField(_("baseline"), max_digits=DIGITS, decimal_places=DECIMALS)
    baseline_year = models.PositiveSmallIntegerField(_("year of the baseline"), validators=YEARS)
    target_value = models.DecimalField(_("target"), max_digits=DIGITS, decimal_places=DECIMALS)
    target_year = models.PositiveSmallIntegerField(_("year of the target"), validators=YEARS)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="goals",
        verbose_name=_("responsible"),
    )
    sdgs = ArrayField(
        models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name=_("goals of the United Nations")
    )

    objects = GoalQuerySet.as_manager()

    class Meta(Adopted.Meta):
        ordering = ["strategy", "id"]
        constraints = [
            *Adopted.Meta.constraints,
            models.CheckConstraint(condition=Q(target_year__gt=F("baseline_year")), name="goal_years_in_order"),
            models.CheckConstraint(
                condition=Q(direction=Direction.UP, target_value__gte=F("baseline_value"))
                | Q(direction=Direction.DOWN, target_value__lte=F("baseline_value")),
                name="goal_target_lies_in_its_direction",
            ),
        ]
        indexes = [models.Index(fields=["strategy", "valid_from"], name="goal_by_strategy")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("goal", args=[self.pk])


class Measurement(models.Model):
    """What was measured of a goal: for a whole year, or (``day``) on one day of it, and where the figure comes from.

    It is corrected by another (``corrects``) and never erased; what is corrected does not stand any more.
    """

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="measurements")
    year = models.PositiveSmallIntegerField(_("year"), validators=YEARS)
    day = models.DateField(_("measured on"), null=True, blank=True)
    value = models.DecimalField(_("value"), max_digits=DIGITS, decimal_places=DECIMALS)
    source = models.CharField(_("source"), max_length=300)
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name=_("corrects")
    )
    reason = models.CharField(_("reason for the correction"), max_length=300, blank=True)
    stands = models.BooleanField(default=True)
    is_sample = models.BooleanField(default=False)

    objects = MeasurementQuerySet.as_manager()

    class Meta:
        ordering = ["goal", "year", F("day").asc(nulls_last=True), "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["goal", "year", "day"],
                condition=Q(stands=True),
                nulls_distinct=False,
                name="measurement_once",
            ),
            models.CheckConstraint(
                condition=Q(day=None) | Q(day__year=F("year")), name="measurement_day_lies_in_its_year"
            ),
            models.CheckConstraint(
                condition=Q(corrects=None) | ~Q(reason=""), name="measurement_corrected_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.goal} {self.year}: {self.value}"

    @property
    def figure(self) -> Decimal:
        """The value without the zeros that the database keeps behind it."""
        return plain_number(self.value)


def plain_number(value: Decimal) -> Decimal:
    """A number without trailing zeros, never in powers of ten."""
    short = value.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short
