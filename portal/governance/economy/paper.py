"""The decision paper of a comparison of cost keys: a PDF made by a worker, once for each state of the figures."""

import hashlib
from typing import Any

from django.utils import timezone, translation

from portal.governance.economy import drawing
from portal.governance.economy.asking import Asked, ask_for, unpacked
from portal.governance.economy.comparing import Comparison, compare
from portal.governance.economy.facts import SOURCES
from portal.governance.economy.simulation import Simulation
from portal.jobs.models import Job
from portal.jobs.papers import Paper
from portal.jobs.registry import JobFailed, Result
from portal.jobs.working import Progress
from portal.organisations.brands import brand_of
from portal.organisations.models import Cooperation
from portal.web.pdf import render_template

JOB = "cost_key_paper"
WIDTH = 640  # of the chart, in pixels
COLOURS = ("#1b4f8a", "#a3560a", "#6b4fa0", "#4b535b")


def paper(asked: Asked, state: str, language: str) -> Paper:
    """The paper of a comparison that divides; other figures or another day make another."""
    simulation, scenario = asked.simulation, asked.scenario
    if simulation is None:
        raise ValueError("nothing is compared")
    seen = [
        (one.key.pk, one.told, sorted((pk, share.amount) for pk, share in one.shares.items()))
        for one in simulation.keys
    ]
    facts = [(member.pk, member.inhabitants, member.turnover) for member in simulation.members]
    kept = (scenario.pk, scenario.version) if scenario else None
    mark = hashlib.sha256(repr((state, seen, facts, kept)).encode()).hexdigest()[:24]
    key = f"{simulation.cooperation.pk}:{mark}:{timezone.localdate()}"
    return Paper(JOB, key, language, {"cooperation": simulation.cooperation.pk, "state": state})


def make(job: Job, progress: Progress) -> Result:
    """The work itself, in the language of the job."""
    cooperation = Cooperation.objects.filter(pk=job.params["cooperation"]).first()
    asked = ask_for(cooperation, unpacked(job.params["state"])) if cooperation else None
    if asked is None or asked.simulation is None:
        raise JobFailed(translation.gettext("What was compared is not there any more."))
    wanted = paper(asked, job.params["state"], job.language)
    wanted.keep(render(asked.simulation, compare(asked.scenario) if asked.scenario else None))
    return Result({"cooperation": asked.simulation.cooperation.pk})


def render(simulation: Simulation, comparison: Comparison | None) -> bytes:
    """The paper in the active language."""
    context: dict[str, Any] = {
        "simulation": simulation,
        "cooperation": simulation.cooperation,
        "comparison": comparison,
        "chart": drawing.draw(simulation, drawing.PRINT),
        "width": WIDTH,
        "colours": COLOURS,
        "source": SOURCES[simulation.cooperation.jurisdiction],
        "today": timezone.localdate(),
    }
    return render_template("governance/economy/paper.html", context, brand=brand_of(simulation.cooperation))
