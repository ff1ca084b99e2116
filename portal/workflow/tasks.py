"""What Celery calls."""

from celery import shared_task
from django.utils import timezone

from portal.workflow import duties


@shared_task
def daily() -> None:
    """Every quarter of an hour: do what falls due today and what was missed."""
    duties.perform(timezone.localdate())
