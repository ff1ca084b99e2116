"""Workshops at which members propose what to procure together."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.governance.models import Meeting
from portal.organisations.models import Cooperation
from procurements.querysets.workshops import WorkshopQuerySet


class Workshop(models.Model):
    """A gathering of members whose proposals are typed into one list; the list takes them while ``is_open``."""

    cooperation = models.ForeignKey(
        Cooperation, models.PROTECT, related_name="workshops", verbose_name=_("cooperation")
    )
    title = models.CharField(_("title"), max_length=200)
    held_on = models.DateField(_("held on"))
    is_open = models.BooleanField(_("open"), default=True)
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="workshops", verbose_name=_("meeting")
    )
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("workshop", args=[self.pk])
