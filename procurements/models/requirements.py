"""What is asked of a tender: requirements, how they came to be worded so, and what the group said of them."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from procurements.models.procurements import Procurement
from procurements.querysets.requirements import RequirementQuerySet
from procurements.states.requirements import RequirementKind, RequirementState, Strength

_WEIGHT_RANGE = [MinValueValidator(Decimal("0.01")), MaxValueValidator(100)]


class Wording(models.Model):
    """What a requirement says: the facts that a version keeps. ``weight`` is per cent of all that is weighted."""

    heading = models.CharField(_("section"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=RequirementKind)
    strength = models.CharField(_("strength"), max_length=9, choices=Strength)
    weight = models.DecimalField(
        _("weight, per cent"), max_digits=5, decimal_places=2, null=True, blank=True, validators=_WEIGHT_RANGE
    )
    text = models.TextField(_("requirement"))
    verification = models.TextField(_("how it is verified"), blank=True)
    goals = models.CharField(_("goals it serves"), max_length=500, blank=True)
    is_climate = models.BooleanField(_("climate and environment"), default=False)

    class Meta:
        abstract = True


#: The facts of a wording, in the order in which they are told.
FACTS = ("heading", "text", "kind", "strength", "weight", "verification", "goals", "is_climate")


class Requirement(Wording):
    """A requirement of a procurement. ``number`` is its own for good, ``position`` its place among the others.

    ``edition`` is the number of its latest version. A copied one names the requirement it comes from and the edition
    that was copied: later changes of the source are not followed.
    """

    procurement = models.ForeignKey(Procurement, models.PROTECT, related_name="requirements")
    number = models.PositiveIntegerField(_("number"))
    position = models.PositiveIntegerField(_("place"))
    state = models.CharField(_("state"), max_length=8, choices=RequirementState, default=RequirementState.PROPOSED)
    reason = models.TextField(_("reason"), blank=True)
    edition = models.PositiveIntegerField(default=1)
    contributed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("contributed by")
    )
    contributed_at = models.DateTimeField(_("contributed at"), auto_now_add=True)
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="copies")
    copied_edition = models.PositiveIntegerField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = RequirementQuerySet.as_manager()

    class Meta:
        ordering = ["procurement", "position", "number"]
        constraints = [
            models.UniqueConstraint(fields=["procurement", "number"], name="requirement_number_unique"),
            models.CheckConstraint(
                condition=Q(strength=Strength.MANDATORY, weight=None)
                | Q(strength=Strength.WEIGHTED, weight__gt=0, weight__lte=100),
                name="requirement_weight_of_weighted",
            ),
            models.CheckConstraint(
                condition=~Q(state=RequirementState.DECLINED) | ~Q(reason=""), name="requirement_declined_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(copied_from=None, copied_edition=None)
                | Q(copied_from__isnull=False, copied_edition__isnull=False),
                name="requirement_copied_edition",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {Truncator(self.text).chars(90)}"

    def get_absolute_url(self) -> str:
        return reverse("requirement", args=[self.procurement_id, self.number])

    @property
    def source_changed(self) -> bool:
        """Whether the requirement that this one was copied from has been worded otherwise since."""
        return self.copied_from is not None and self.copied_from.edition != self.copied_edition


class RequirementVersion(Wording):
    """A requirement as it was worded from a moment on, by whom and why. Append-only, in the database too."""

    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="versions")
    edition = models.PositiveIntegerField(_("version"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    why = models.CharField(_("why"), max_length=500, blank=True)

    class Meta:
        ordering = ["requirement", "edition"]
        constraints = [
            models.UniqueConstraint(fields=["requirement", "edition"], name="requirement_version_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.requirement} · {self.edition}"


class RequirementComment(models.Model):
    """What somebody of the group or the office said of a requirement; answers hang on the first of their thread.

    A thread is open until somebody calls it resolved. Its words stay as they were written.
    """

    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="comments")
    thread = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="answers")
    text = models.TextField(_("comment"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ["requirement", F("thread").asc(nulls_first=True), "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_by=None, resolved_at=None)
                | Q(resolved_by__isnull=False, resolved_at__isnull=False, thread=None),
                name="requirement_comment_resolved_whole",
            )
        ]
        indexes = [
            models.Index(
                fields=["requirement"], condition=Q(thread=None, resolved_at=None), name="requirement_comment_open"
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]
