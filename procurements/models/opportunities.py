"""How much each part counts when a cooperation's opportunities are ranked."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from portal.law.opportunities import LARGEST_WEIGHT, Part
from portal.organisations.models import Cooperation


def _weight(part: Part) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(part.label, validators=[MaxValueValidator(LARGEST_WEIGHT)])


class OpportunityWeights(models.Model):
    """The weights of the score's parts, as the cooperation's office has stated them; 0 leaves a part out."""

    cooperation = models.OneToOneField(Cooperation, models.CASCADE, related_name="opportunity_weights")
    members = _weight(Part.MEMBERS)
    value = _weight(Part.VALUE)
    overlap = _weight(Part.OVERLAP)
    time = _weight(Part.TIME)
    unplanned = _weight(Part.UNPLANNED)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{part.value}__lte": LARGEST_WEIGHT for part in Part}),
                name="opportunity_weights_in_reason",
            ),
            models.CheckConstraint(
                condition=~Q(**{part.value: 0 for part in Part}), name="opportunity_weights_something"
            ),
        ]

    def __str__(self) -> str:
        return str(self.cooperation)

    @property
    def weights(self) -> dict[Part, int]:
        return {part: getattr(self, part.value) for part in Part}
