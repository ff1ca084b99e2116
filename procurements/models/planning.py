"""What a cooperation states of its own times and people, and how its plan has been moved."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.law.planning import How, Leads, Phase, Step
from portal.law.procedures import Procedure
from portal.organisations.models import Cooperation
from procurements.models.procurements import Procurement

LONGEST_PHASE = 1095  # days


def _days(label: str) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, validators=[MaxValueValidator(LONGEST_PHASE)])


class LeadTime(models.Model):
    """How long the phases of a procedure take in a cooperation, in calendar days, as its office has stated it."""

    cooperation = models.ForeignKey(Cooperation, models.CASCADE, related_name="lead_times")
    procedure = models.CharField(_("procedure"), max_length=12, choices=Procedure)
    participation = _days(_("participation"))
    dialogue = _days(_("market dialogue"))
    specification = _days(_("specification"))
    tendering = _days(_("notice to tenders due"))
    evaluation = _days(_("evaluation to award"))
    award = _days(_("award to start"))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["cooperation", "procedure"]
        constraints = [
            models.UniqueConstraint(fields=["cooperation", "procedure"], name="lead_time_once"),
            models.CheckConstraint(
                condition=Q(**{f"{phase.value}__lte": LONGEST_PHASE for phase in Phase}), name="lead_time_in_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cooperation}: {self.get_procedure_display()}"

    @property
    def leads(self) -> Leads:
        return Leads(**{phase.value: getattr(self, phase.value) for phase in Phase})


def _share(label: str, **extra: object) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, **extra)


class WorkloadTerms(models.Model):
    """The share of an officer's full time that each phase takes, and how much all procurements may take together, in
    per cent, as the cooperation's office has stated it."""

    cooperation = models.OneToOneField(Cooperation, models.CASCADE, related_name="workload_terms")
    participation = _share(_("participation"), validators=[MaxValueValidator(100)])
    dialogue = _share(_("market dialogue"), validators=[MaxValueValidator(100)])
    specification = _share(_("specification"), validators=[MaxValueValidator(100)])
    tendering = _share(_("notice to tenders due"), validators=[MaxValueValidator(100)])
    evaluation = _share(_("evaluation to award"), validators=[MaxValueValidator(100)])
    award = _share(_("award to start"), validators=[MaxValueValidator(100)])
    capacity = _share(_("capacity of an officer"), validators=[MinValueValidator(1), MaxValueValidator(100)])
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(capacity__range=(1, 100), **{f"{phase.value}__lte": 100 for phase in Phase}),
                name="workload_terms_per_cent",
            ),
        ]

    def __str__(self) -> str:
        return str(self.cooperation)

    @property
    def efforts(self) -> dict[Phase, int]:
        return {phase: getattr(self, phase.value) for phase in Phase}


class PlanMove(models.Model):
    """That somebody moved a day of a procurement's plan, with all that followed. The last one can be moved back."""

    procurement = models.ForeignKey(Procurement, models.CASCADE, related_name="moves")
    step = models.CharField(_("what was moved"), max_length=20, choices=Step)
    how = models.CharField(_("what followed"), max_length=10, choices=How)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_by=None, undone_at=None) | Q(undone_by__isnull=False, undone_at__isnull=False),
                name="plan_move_undone_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procurement}: {self.get_step_display()}"


class PlanMoveDay(models.Model):
    """A day that a move took from one date to another, in its own procurement or in one that comes after it."""

    move = models.ForeignKey(PlanMove, models.CASCADE, related_name="days")
    procurement = models.ForeignKey(Procurement, models.CASCADE, related_name="+")
    step = models.CharField(max_length=20, choices=Step)
    before = models.DateField()
    after = models.DateField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["move", "procurement", "step"], name="plan_move_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.procurement}: {self.get_step_display()}"
