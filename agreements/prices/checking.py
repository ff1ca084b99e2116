"""The check of a price list's file as a job: its articles are written when nothing is wrong with them."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import PriceList
from agreements.prices.reading import Plan, read_articles
from agreements.services.prices import CHECK, keep_check
from portal.files.sheets.reading import Unreadable
from portal.jobs import registry
from portal.jobs.models import Job
from portal.jobs.registry import JobFailed, Result
from portal.jobs.working import Progress
from portal.workflow.errors import Refused

MOST_KEPT = 1000  # problems; whoever has more of them begins at the top of the file


def register_kind() -> None:
    """Make the check known; called when the app is ready."""
    registry.register(
        CHECK,
        run,
        gettext_lazy("Check of a price list"),
        may_see=lambda user, job: PriceList.objects.visible_to(user).filter(pk=job.params["price_list"]).exists(),
        result_url=lambda job: reverse("price-list", args=[job.params["price_list"]]),
        describe=_title,
    )


def _title(job: Job) -> str:
    """A draft may have been thrown away since."""
    found = PriceList.objects.filter(pk=job.params["price_list"]).first()
    return _("Checking %(file)s") % {"file": found} if found else _("Check of a price list")


def _list_of(job: Job) -> PriceList:
    return PriceList.objects.select_related("agreement", "file").get(pk=job.params["price_list"])


def run(job: Job, progress: Progress) -> Result:
    """Read the file, and keep its articles, or what is wrong with them, together with the job's end."""
    price_list = _list_of(job)
    progress.report(0, 0, _("Reading the file"))
    try:
        plan = read_articles(
            price_list, job.language, lambda done, rows: progress.report(done, rows, _("Checking the rows"))
        )
    except Unreadable as unreadable:
        raise JobFailed(unreadable.message, unreadable.details) from unreadable
    progress.report(plan.rows, plan.rows, _("Writing the articles"))

    def write() -> None:
        articles = [] if plan.findings.errors else plan.articles
        try:
            keep_check(by=job.owner, price_list_id=price_list.pk, articles=articles, summary=summary_of(plan))
        except Refused as refused:
            raise JobFailed(str(refused)) from refused

    return Result({"price_list": price_list.pk}, write=write)


def summary_of(plan: Plan) -> dict[str, Any]:
    """What was found, in plain values: counts, and the first problems with row and column, errors before warnings."""
    problems = sorted(plan.findings.problems, key=lambda problem: problem.severity)
    return {
        "rows": plan.rows,
        "errors": plan.findings.errors,
        "warnings": plan.findings.warnings,
        "checked_at": timezone.now().isoformat(),
        "problems": [
            {"severity": problem.severity.value, "row": problem.row, "column": problem.column, "text": problem.text}
            for problem in problems[:MOST_KEPT]
        ],
    }
