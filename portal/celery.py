"""The Celery application: workers make reports, imports and exports; beat wakes what is due."""

import os
import signal
from typing import Any

from celery import Celery
from celery.signals import worker_process_init

from portal.embedded.processes import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("samkop")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def end_with_the_worker(**_told: Any) -> None:
    """Has what does the tasks die with its worker, however that dies: no task goes on beside the next worker's."""
    die_with_parent(signal.SIGKILL, os.getppid())()
