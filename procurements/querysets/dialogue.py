"""Which part of a market dialogue a person sees: what is published is everybody's, all else stays inside."""

from typing import Any

from django.db import models

from portal.law.secrecy import Part
from procurements.querysets.parts import seeing


class _PublishedQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "_PublishedQuerySet":
        """All of it for those who lead the dialogue; for everybody else what has been published."""
        led = seeing(user, Part.DIALOGUE, "procurement__")
        published = seeing(user, Part.QUESTIONS, "procurement__") & models.Q(published_at__isnull=False)
        return self.filter(led | published)

    def published(self) -> "_PublishedQuerySet":
        return self.filter(published_at__isnull=False)


class InformationQuerySet(_PublishedQuerySet):
    """Pieces of information that suppliers are told."""


class QuestionQuerySet(_PublishedQuerySet):
    """Questions of suppliers."""
