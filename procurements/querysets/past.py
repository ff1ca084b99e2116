"""What of the past procurements is counted."""

from collections.abc import Iterable

from django.db import models

#: Notices that somebody published to try the system.
TRIALS = ("KA4985",)


class PastProcurementQuerySet(models.QuerySet):
    """Facts of public statistics: everybody may see them."""

    def separate(self, buyers: Iterable[str]) -> "PastProcurementQuerySet":
        """What buyers, by registration number, procured each on its own."""
        return self.filter(buyer_number__in=buyers, is_joint=False).exclude(source_id__in=TRIALS)
