"""What could go wrong in a cooperation, and what is done about it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.governance.querysets.risks import RiskQuerySet
from portal.governance.states.risks import (
    LEVEL_TONES,
    RISK_TONES,
    STANDING,
    Consequence,
    Level,
    Probability,
    RiskState,
    level_of,
)
from portal.organisations.models import Cooperation


class Risk(models.Model):
    """A risk of a cooperation: how likely it is, what it would mean, who owns it and what is done about it.

    ``score`` is probability times consequence, 1 to 25. ``review_on`` is the day on which its owner looks at it again.
    """

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="risks", verbose_name=_("cooperation"))
    title = models.CharField(_("risk"), max_length=200)
    description = models.TextField(_("what may happen, and why"), blank=True)
    probability = models.PositiveSmallIntegerField(_("probability"), choices=Probability)
    consequence = models.PositiveSmallIntegerField(_("consequence"), choices=Consequence)
    score = models.GeneratedField(
        expression=F("probability") * F("consequence"),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    measure = models.TextField(_("measure"), blank=True)
    review_on = models.DateField(_("review day"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=7, choices=RiskState, default=RiskState.OPEN)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = RiskQuerySet.as_manager()

    class Meta:
        ordering = ["-score", "title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(probability__range=(1, 5), consequence__range=(1, 5)), name="risk_on_the_scale"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=STANDING) | Q(review_on__isnull=False), name="risk_standing_is_reviewed"
            ),
        ]
        indexes = [
            models.Index(fields=["review_on"], condition=Q(state__in=STANDING), name="risk_to_review"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("risk", args=[self.pk])

    @property
    def level(self) -> Level:
        return level_of(self.score)

    @property
    def level_tone(self) -> str:
        return LEVEL_TONES[self.level]

    @property
    def state_tone(self) -> str:
        return RISK_TONES[RiskState(self.state)]
