"""The kinds of long work. An upper app registers its own in ``AppConfig.ready()``:

    registry.register("report", make_report, _("Steering report"), may_see=may_see_report, result_url=report_url)

``make_report(job, progress)`` does the work in the language of ``job.language`` and returns a ``Result``. It calls
``progress.report(done, total, step)`` as it goes, which stops the work when the job was cancelled or taken over. It
raises ``JobFailed`` for what the person who asked can do something about.

A job may be broken off and begun again, so ``run`` writes nothing into the domain's tables until the end. What it
writes then it hands over as ``Result.write``: a function that runs in the transaction that finishes the job, so that
either both are there or neither.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portal.jobs.models import Job
    from portal.jobs.working import Progress


@dataclass(frozen=True)
class Result:
    """What a job gives: plain JSON, a kept file, and what is to be written together with its end.

    ``write`` may answer a ``Result`` of its own, with ids that are known only once the rows are there.
    """

    data: dict[str, Any] = field(default_factory=dict)
    file_id: int | None = None
    write: Callable[[], "Result | None"] | None = None


class JobFailed(Exception):
    """The work cannot be done, for a reason that the person who asked understands.

    ``message`` and ``details`` (one line each, such as row and column) are in words for that person.
    """

    def __init__(self, message: Any, details: Sequence[Any] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


Run = Callable[["Job", "Progress"], Result | None]


def _nobody_else(user: Any, job: "Job") -> bool:
    return False


def _nowhere(job: "Job") -> str:
    return ""


@dataclass(frozen=True)
class Kind:
    """A kind of long work: how it is done, what it is called, and who beside its owner may see it."""

    name: str
    run: Run
    label: Any
    may_see: Callable[[Any, "Job"], bool] = _nobody_else
    result_url: Callable[["Job"], str] = _nowhere
    describe: Callable[["Job"], str] | None = None

    def title(self, job: "Job") -> str:
        """What is being made, as the pages say it."""
        return self.describe(job) if self.describe else str(self.label)


_kinds: dict[str, Kind] = {}


def register(
    kind: str,
    run: Run,
    label: Any,
    *,
    may_see: Callable[[Any, "Job"], bool] = _nobody_else,
    result_url: Callable[["Job"], str] = _nowhere,
    describe: Callable[["Job"], str] | None = None,
) -> None:
    """Make a kind of long work known.

    ``may_see(user, job)`` names those who may see the job beside its owner, ``result_url(job)`` the page that shows
    the result, ``describe(job)`` a fuller name than ``label``.
    """
    _kinds[kind] = Kind(kind, run, label, may_see, result_url, describe)


def kind_of(job: "Job") -> Kind:
    """The kind of a job. Raises ``LookupError`` for one that no app has registered."""
    return _kinds[job.kind]


def is_known(kind: str) -> bool:
    return kind in _kinds
