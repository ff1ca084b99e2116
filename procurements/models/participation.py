"""Who takes part in a procurement: asked, answered, and by whose authority."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.files.models import StoredFile
from portal.organisations.models import Appointment, Organisation
from procurements.models.procurements import Procurement
from procurements.querysets.participation import ParticipationQuerySet
from procurements.states.participation import NAMED, ParticipationState


class Participation(models.Model):
    """An organisation that is asked to take part in a procurement, and its answer.

    ``yearly_volume`` is pledged ex VAT a year in the procurement's currency. The mandate is signed in the portal by a
    person whose appointment on that day gave the authority, or uploaded as a file.
    """

    procurement = models.ForeignKey(Procurement, models.CASCADE, related_name="participations")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="participations", verbose_name=_("organisation")
    )
    state = models.CharField(_("answer"), max_length=10, choices=ParticipationState, default=ParticipationState.INVITED)
    due_on = models.DateField(_("answer by"))
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(_("asked at"), default=timezone.now)
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True)
    yearly_volume = models.DecimalField(_("pledged a year"), max_digits=15, decimal_places=2, null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("contact")
    )
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    mandate_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed by")
    )
    mandate_appointment = models.ForeignKey(Appointment, models.PROTECT, null=True, blank=True, related_name="+")
    mandate_signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    mandate_file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("mandate")
    )
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        ordering = ["procurement", "organisation"]
        constraints = [
            models.UniqueConstraint(fields=["procurement", "organisation"], name="participation_once"),
            models.CheckConstraint(
                condition=Q(yearly_volume=None) | Q(yearly_volume__gte=0), name="participation_volume_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[*NAMED, ParticipationState.DECLINED])
                | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="participation_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(mandate_signed_by=None, mandate_appointment=None, mandate_signed_at=None)
                | Q(mandate_signed_by__isnull=False, mandate_signed_at__isnull=False),
                name="participation_mandate_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.procurement}"

    def get_absolute_url(self) -> str:
        return reverse("participation", args=[self.procurement_id, self.pk])

    @property
    def is_named(self) -> bool:
        """Whether the notice names it as a buyer."""
        return self.state in NAMED

    @property
    def has_mandate(self) -> bool:
        return self.mandate_signed_by_id is not None or self.mandate_file_id is not None
