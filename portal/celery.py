"""The Celery application: workers make reports, imports and exports; beat wakes what is due."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("samkop")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
