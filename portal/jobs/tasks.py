"""What Celery calls."""

from celery import shared_task

from portal.jobs import services, working


@shared_task(name=services.RUN)
def run(job_id: int) -> None:
    """Do one job; a message that comes twice finds nothing to claim."""
    working.perform(job_id)


@shared_task
def sweep() -> None:
    """Every few seconds: hand on what a dead worker left, and what no worker ever heard of."""
    services.sweep()
