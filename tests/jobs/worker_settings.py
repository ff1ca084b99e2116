"""The settings of the worker that the tests start: short leases, and the kinds of work to test with."""

from portal.settings import *  # noqa: F403
from portal.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.jobs.kinds.TestKinds"]
JOB_LEASE_SECONDS = 2
JOB_BEAT_SECONDS = 0.3
