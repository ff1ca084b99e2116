"""The tasks of governance, for the worker to know."""

from portal.governance.events import letters as event_letters  # noqa: F401 - its tasks
from portal.governance.experts import letters as expert_letters  # noqa: F401 - its tasks
from portal.governance.meetings import letters  # noqa: F401 - its tasks
