"""Making a steering summary: the work of the job ``steering-report``."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext

from portal.accounts.actor import actor_of
from portal.figures import catalogue, charts
from portal.figures.catalogue import SteeringFigures
from portal.figures.catalogue.trends import Trend, quarters_of, trends
from portal.figures.rules import may_read_figures
from portal.files.services import store_content
from portal.jobs.models import Job
from portal.jobs.registry import JobFailed, Result
from portal.jobs.working import Progress
from portal.organisations.brands import brand_of
from portal.organisations.models import Cooperation
from portal.reports import tasks
from portal.reports.models import Report
from portal.reports.services import KIND
from portal.web import pdf, theme
from portal.workflow import audit

__all__ = ["KIND", "describe", "make", "may_see", "render", "result_url"]

QUARTERS_TOLD = 4  # columns that a page has room for, beside today
CHARTED = 15  # rows of a chart; its table has them all
STYLE = settings.BASE_DIR / "templates/reports/steering.css"


def make(job: Job, progress: Progress) -> Result:
    """Take the figures, draw the charts, set the pages; keep file and figures together with the job's end."""
    cooperation = Cooperation.objects.filter(pk=job.params["cooperation"]).first()
    if cooperation is None:
        raise JobFailed(gettext("The cooperation does not exist any more."))
    progress.report(0, 3, gettext("Counting the figures"))
    taken_at = timezone.now()
    taken = catalogue.take(cooperation, timezone.localdate(taken_at))
    figures = catalogue.shown(cooperation, taken)
    progress.report(1, 3, gettext("Drawing the charts"))
    drawn = draw(figures)
    progress.report(2, 3, gettext("Setting the pages"))
    content = render(figures, drawn, trends(taken, quarters_of(cooperation, QUARTERS_TOLD)))
    progress.report(3, 3, gettext("Keeping the report"))

    def keep() -> Result:
        name = f"{cooperation.slug}-{figures.taken_on.isoformat()}-{job.language}.pdf"
        file = store_content(by=job.owner, name=name, content=content, content_type="application/pdf")
        report = Report.objects.create(
            cooperation=cooperation,
            language=job.language,
            taken_at=taken_at,
            figures=taken,
            file=file,
            job=job,
            requested_by=job.owner,
        )
        audit.record("report.made", report, by=job.owner)
        if "scheduled_for" in job.params:
            transaction.on_commit(lambda: tasks.tell_recipients.delay(report.pk), robust=True)
        return Result({"report": report.pk}, file.pk)

    return Result(write=keep)


def draw(figures: SteeringFigures) -> dict[str, Any]:
    """The charts of a summary; one with nothing in it is left out."""
    scale = theme.scale(figures.cooperation.accent)
    strong, light = scale["base-default"], scale["border-subtle"]
    drawn: dict[str, Any] = {}
    if figures.in_force.value:
        drawn["quarters"] = charts.columns(
            figures.ending_by_quarter, gettext("Agreements in force by the quarter of their last day"), strong
        )
    if figures.by_category:
        title = gettext("Agreements in force by category")
        drawn["categories"] = charts.bars(figures.by_category[:CHARTED], title, strong, light)
    if figures.by_municipality:
        title = gettext("Agreements in force by municipality")
        drawn["municipalities"] = charts.bars(figures.by_municipality[:CHARTED], title, strong, light)
    if figures.candidates:
        title = gettext("Between which days the agreements of each candidate run out")
        drawn["candidates"] = charts.windows(figures.candidates[:CHARTED], title, strong, light)
    if figures.use is not None and figures.use.ceilings:
        title = gettext("What is used and reserved of each maximum")
        drawn["ceilings"] = charts.taken(figures.use.ceilings[:CHARTED], title, strong, light)
    if figures.use is not None and figures.use.call_offs_by_member:
        title = gettext("Called off by quarter, in millions of %(currency)s") % {
            "currency": figures.cooperation.currency
        }
        drawn["call_offs"] = charts.amounts(figures.use.call_offs_by_quarter, title, strong)
    if figures.planned.value:
        title = gettext("Planned procurements by the quarter of their contract notice")
        drawn["plan"] = charts.columns(figures.planned_by_quarter, title, strong)
    return drawn


def render(figures: SteeringFigures, drawn: dict[str, Any], moved: Sequence[Trend] = ()) -> bytes:
    """The summary as a tagged PDF, in the active language and the cooperation's colour; ``moved`` tells how headline
    figures have done since earlier quarters, where some were kept."""
    brand = brand_of(figures.cooperation)
    context = {"figures": figures, "charts": drawn, "trends": moved if any(len(t.points) > 1 for t in moved) else ()}
    cover = render_to_string("reports/cover.svg", {"accent": theme.scale(brand.accent)}, using="jinja2")
    assets = {"steering.css": STYLE.read_bytes(), "cover.svg": cover.strip().encode()}
    return pdf.render_template("reports/steering_pdf.html", context, brand=brand, assets=assets)


def may_see(user: Any, job: Job) -> bool:
    """Those who read the cooperation's figures may see how far its report is."""
    return may_read_figures(actor_of(user), job.params["cooperation"])


def result_url(job: Job) -> str:
    return job.report.get_absolute_url()


def describe(job: Job) -> str:
    name = Cooperation.objects.values_list("name", flat=True).get(pk=job.params["cooperation"])
    return gettext("Steering summary of %(cooperation)s") % {"cooperation": name}
