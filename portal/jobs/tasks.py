"""What Celery calls."""

from celery import shared_task

from portal.jobs import services, working


# Both limits lie under the broker's visibility timeout: a longer task would be handed out twice.
@shared_task(name=services.RUN, soft_time_limit=780, time_limit=840)
def run(job_id: int) -> None:
    """Do one job; a message that comes twice finds nothing to claim."""
    working.perform(job_id)


@shared_task
def sweep() -> None:
    """Every few seconds: hand on what a dead worker left, and what no worker ever heard of."""
    services.sweep()
