"""The specification of a procurement as a whole: its revisions, and who approved them by name."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.organisations.models import Organisation, Seat
from procurements.models.procurements import Procurement
from procurements.models.requirements import RequirementVersion
from procurements.states.requirements import SpecificationState


class Specification(models.Model):
    """How far the requirements of a procurement have come together. ``revision`` is the latest that was put forward.

    ``decided_by`` and ``decided_reason`` are the chair's, where not every seat had approved.
    """

    procurement = models.OneToOneField(Procurement, models.PROTECT, related_name="specification")
    state = models.CharField(_("state"), max_length=11, choices=SpecificationState, default=SpecificationState.OPEN)
    revision = models.PositiveIntegerField(_("revision"), default=0)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_reason = models.TextField(_("reason"), blank=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=SpecificationState.OPEN) | Q(revision__gt=0), name="specification_has_revision"
            ),
            models.CheckConstraint(
                condition=Q(state=SpecificationState.APPROVED, approved_at__isnull=False)
                | (~Q(state=SpecificationState.APPROVED) & Q(approved_at=None, decided_by=None, decided_reason="")),
                name="specification_approved_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.procurement)

    def get_absolute_url(self) -> str:
        return reverse("specification", args=[self.procurement_id])


class SpecificationRevision(models.Model):
    """The specification as it was put forward: the accepted requirements, each in the version and at the place it had
    then. ``due_on`` is the day by which the group is asked to answer."""

    specification = models.ForeignKey(Specification, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("revision"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    due_on = models.DateField(_("answer by"), null=True, blank=True)
    note = models.TextField(_("note to the group"), blank=True)

    class Meta:
        ordering = ["specification", "number"]
        constraints = [
            models.UniqueConstraint(fields=["specification", "number"], name="specification_revision_unique")
        ]

    def __str__(self) -> str:
        return f"{self.specification}: {self.number}"


class RevisionRow(models.Model):
    """A requirement in a revision: the version it had, and its place."""

    revision = models.ForeignKey(SpecificationRevision, models.PROTECT, related_name="rows")
    version = models.ForeignKey(RequirementVersion, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["revision", "position"]
        constraints = [models.UniqueConstraint(fields=["revision", "version"], name="revision_row_unique")]

    def __str__(self) -> str:
        return f"{self.revision}: {self.version}"


class SpecificationApproval(models.Model):
    """What the holder of a seat answered to a revision: approves, or objects with a reason. By name, and for the
    organisation that the seat speaks for."""

    revision = models.ForeignKey(SpecificationRevision, models.PROTECT, related_name="approvals")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    approves = models.BooleanField(_("approves"))
    reason = models.TextField(_("reason"), blank=True)
    at = models.DateTimeField(_("answered at"))

    class Meta:
        ordering = ["revision", "at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "seat"], name="specification_approval_once"),
            models.CheckConstraint(condition=Q(approves=True) | ~Q(reason=""), name="specification_objection_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.revision}"
