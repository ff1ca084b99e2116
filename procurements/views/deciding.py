"""Choosing what a meeting of the working group decides, putting it on the meeting, and recording what was decided."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.access import require
from portal.accounts.actor import Actor, actor_of
from portal.governance.models import Meeting
from portal.organisations.models import Cooperation
from portal.web.form_page import form_page
from portal.web.lookups import whole_number
from procurements.forms.proposals import DecideForm, ScheduleForm, TakeUpForm
from procurements.models import Proposal
from procurements.proposals.electorate import Electorate
from procurements.rules import proposals as rules
from procurements.services import deciding, proposals
from procurements.views.proposals import crumbs, found_or_404

#: So many proposals are offered at once, those of the highest priority first.
OFFERED = 200
#: So many are decided on one page.
AT_ONCE = 40


def _cooperation(request: HttpRequest, actor: Actor) -> int | None:
    """The cooperation that the address names, or the first whose office the reader works in."""
    asked = whole_number(request.GET.get("cooperation", ""))
    return asked if asked in actor.office else min(actor.office, default=None)


@require_safe
@login_required
def proposal_choose(request: HttpRequest) -> HttpResponse:
    """Which proposals a meeting is about: they are put on it, or what it decided is recorded."""
    actor = actor_of(request.user)
    cooperation = _cooperation(request, actor)
    require(rules.may_record(actor, cooperation or 0))
    electorate = Electorate(timezone.localdate())
    waiting = Proposal.objects.filter(cooperation=cooperation).waiting().select_related("meeting", "cooperation")
    rows = list(waiting.prefetch_related("votes").by_rank()[:OFFERED])
    rows.sort(key=lambda row: row.meeting is None)
    offices = Cooperation.objects.filter(pk__in=actor.office).order_by("name") if len(actor.office) > 1 else ()
    return render(
        request,
        "procurements/proposals/choose.html",
        {
            "rows": [(row, electorate.count(row)) for row in rows],
            "chosen": {whole_number(text) for text in request.GET.getlist("proposal")},
            "left_out": waiting.count() - len(rows),
            "offices": [
                (row.name, f"{reverse('proposal-choose')}?{urlencode({'cooperation': row.pk})}", row.pk == cooperation)
                for row in offices
            ],
            "breadcrumbs": crumbs(),
        },
    )


def _chosen(request: HttpRequest) -> list[Proposal]:
    """The proposals of one cooperation that the address names and that await the working group."""
    actor = actor_of(request.user)
    require(rules.may_record(actor, min(actor.office, default=0)))
    asked = [whole_number(text) for text in request.GET.getlist("proposal")]
    seen = Proposal.objects.visible_to(request.user).waiting().filter(pk__in=asked, cooperation__in=actor.office)
    rows = list(
        seen.select_related("meeting", "cooperation", "organisation", "cpv").prefetch_related("votes").by_rank()
    )
    return [row for row in rows if row.cooperation_id == rows[0].cooperation_id][:AT_ONCE]


def _nothing_chosen(request: HttpRequest) -> HttpResponse:
    messages.error(request, str(deciding.NOTHING_CHOSEN))
    return redirect("proposal-choose")


def _initial(rows: list[Proposal]) -> dict[str, Any]:
    """The meeting on which they stand already, or else one to be registered as held today."""
    meeting = next((row.meeting for row in rows if row.meeting), None)
    return {"meeting": meeting.pk if meeting else None}


@login_required
def proposal_schedule(request: HttpRequest) -> HttpResponse:
    """Put the chosen proposals on a meeting: until its day the municipalities vote."""
    rows = _chosen(request)
    if not rows:
        return _nothing_chosen(request)
    cooperation = rows[0].cooperation_id
    form = ScheduleForm(request.POST or None, user=request.user, cooperation_id=cooperation, initial=_initial(rows))
    return form_page(
        request,
        form,
        save=lambda said: deciding.schedule(
            by=request.user,
            cooperation_id=cooperation,
            proposals=[row.pk for row in rows],
            meeting=said["meeting"],
            new=form.new_meeting(),
        ),
        title=_("Put on a meeting"),
        lead=_("The municipalities vote until the day of the meeting, and are reminded before it."),
        submit=_("Put on the meeting"),
        message=_("The proposals are on the meeting."),
        breadcrumbs=crumbs(),
        cancel=reverse("proposal-list"),
        done=Meeting.get_absolute_url,
        template="procurements/proposals/schedule.html",
        context={"proposals": rows},
    )


@login_required
def proposal_decide(request: HttpRequest) -> HttpResponse:
    """Record what the meeting decided on the chosen proposals."""
    rows = _chosen(request)
    if not rows:
        return _nothing_chosen(request)
    cooperation = rows[0].cooperation_id
    electorate = Electorate(timezone.localdate())
    form = DecideForm(
        request.POST or None,
        user=request.user,
        cooperation_id=cooperation,
        proposals=rows,
        initial=_initial(rows),
    )
    return form_page(
        request,
        form,
        save=lambda said: deciding.decide(
            by=request.user,
            cooperation_id=cooperation,
            verdicts=form.verdicts(),
            meeting=said["meeting"],
            new=form.new_meeting(),
        ),
        title=_("Record the working group's decisions"),
        lead=_("Each becomes a decision of the meeting, with the votes as they stand. Whoever asked gets the answer."),
        submit=_("Record the decisions"),
        message=_("The decisions are recorded, and those who asked are told."),
        breadcrumbs=crumbs(),
        cancel=reverse("proposal-list"),
        done=Meeting.get_absolute_url,
        template="procurements/proposals/decide.html",
        context={"matters": [(row, electorate.count(row)) for row in rows]},
    )


@login_required
def proposal_take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a proposal back into the backlog, with a reason."""
    found = found_or_404(request, pk)
    require(rules.may_take_up(actor_of(request.user), found))
    return form_page(
        request,
        TakeUpForm(request.POST or None, user=request.user, initial={"version": found.version}),
        save=lambda said: proposals.take_up(
            by=request.user, proposal_id=pk, version=said["version"], reason=said["reason"]
        ),
        title=_("Take up %(title)s again") % {"title": found.title},
        lead=_("It is back in the backlog with its votes and comments. The former decision stays in the minutes."),
        submit=_("Take it up again"),
        message=_("The proposal is back in the backlog."),
        obj=found,
        breadcrumbs=crumbs(found),
        cancel=found.get_absolute_url(),
        done=Proposal.get_absolute_url,
    )
