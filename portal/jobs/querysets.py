"""Which jobs a person sees."""

from typing import Any

from django.db import models


class JobQuerySet(models.QuerySet):
    def owned_by(self, user: Any) -> "JobQuerySet":
        """The jobs that the user asked for. A single job may be seen by others too: see ``registry.Kind.may_see``."""
        return self.filter(owner=user.pk)
