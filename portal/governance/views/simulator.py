"""The simulator: cost keys laid side by side, as a page whose address is the comparison, a workbook and a paper."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.actor import actor_of
from portal.files.services import store_content
from portal.governance.economy import drawing, paper
from portal.governance.economy.asking import Asked, ask_for, packed, unpacked
from portal.governance.economy.facts import SOURCES
from portal.governance.economy.simulation import Compared, Simulation
from portal.governance.forms.cost_keys import HandInForm
from portal.governance.rules import economy as rules
from portal.governance.services.papers import hand_in
from portal.governance.views.economy import crumbs, kept_economy, read_economy
from portal.jobs.papers import Waiting, hand_out
from portal.organisations.models import Cooperation
from portal.web.columns import Column
from portal.web.exports import xlsx_response
from portal.web.form_page import form_page
from portal.workflow.errors import refused


@require_safe
@login_required
def cost_key_simulator(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Lay keys side by side: what each member pays, who gains and who loses."""
    found = read_economy(request, pk)
    asked = ask_for(found, request.GET)
    simulation = asked.simulation
    if simulation is not None and request.GET.get("export") == "xlsx":
        return xlsx_response(
            _columns(simulation), simulation.members, _("cost-keys-%(year)s") % {"year": simulation.year}
        )
    said = asked.form.data.copy()
    said.pop("export", None)
    page = {
        "cooperation": found,
        "breadcrumbs": crumbs(found),
        "asked": asked,
        "simulation": simulation,
        "chart": drawing.draw(simulation) if simulation else None,
        "source": SOURCES[found.jurisdiction],
        "address": said.urlencode(),
        "state": packed(said),
        "proposing": {one.letter: _proposing(found, one) for one in simulation.keys} if simulation else {},
        "may_keep": bool(rules.may_keep(actor_of(request.user), found.pk)),
    }
    return render(request, "governance/economy/simulator.html", page)


def _proposing(cooperation: Cooperation, one: Compared) -> str:
    """The address at which a key that was only typed is saved as a proposal; '' for one that is kept."""
    key = one.key
    if key.pk is not None:
        return ""
    said = {
        "name": one.name[:120],
        "equal_weight": key.equal_weight,
        "inhabitants_weight": key.inhabitants_weight,
        "turnover_weight": key.turnover_weight,
        "limit_unit": key.limit_unit,
        **{name: limit for name, limit in (("floor", key.floor), ("cap", key.cap)) if limit is not None},
    }
    return f"{reverse('cost-key-propose', args=[cooperation.pk])}?{urlencode(said)}"


def _columns(simulation: Simulation) -> list[Column]:
    """The workbook: the members with their facts, and three columns for each key."""

    def currency(_row: Any) -> str:
        return simulation.cooperation.currency

    def of(one: Compared, name: str) -> Any:
        return lambda member: getattr(one.shares.get(member.pk), name, None)

    columns = [
        Column("member", _("Member"), lambda member: member.organisation.name),
        Column("inhabitants", _("Inhabitants"), lambda member: member.inhabitants, kind="number"),
        Column("population_year", _("Population of"), lambda member: str(member.population_year or "")),
        Column("turnover", _("Turnover"), lambda member: member.turnover, kind="money", currency=currency),
    ]
    for one in simulation.working:
        said = {"letter": one.letter}
        each, more = _("%(letter)s, for each inhabitant") % said, _("%(letter)s, difference") % said
        amount = f"{one.letter} {one.name}"
        columns += [
            Column(f"amount-{one.letter}", amount, of(one, "amount"), kind="money", currency=currency),
            Column(f"each-{one.letter}", each, of(one, "per_inhabitant"), "price"),
            Column(f"more-{one.letter}", more, of(one, "difference"), "price"),
        ]
    return columns


def _asked_in(request: HttpRequest, pk: int, state: str) -> tuple[Cooperation, Asked]:
    """The comparison behind an address of its paper; 404 for what is none or cannot be divided."""
    found = read_economy(request, pk)
    try:
        asked = ask_for(found, unpacked(state))
    except ValueError:
        raise Http404 from None
    if asked.simulation is None or not asked.simulation.working:
        raise Http404
    return found, asked


def _back(cooperation: Cooperation, asked: Asked) -> str:
    return f"{reverse('cost-key-simulator', args=[cooperation.pk])}?{asked.form.data.urlencode()}"


@require_safe
@login_required
def cost_key_paper(request: HttpRequest, pk: int, state: str) -> HttpResponse:
    """The decision paper of a comparison, as a PDF made by a worker."""
    found, asked = _asked_in(request, pk, state)
    waiting = Waiting(
        title=_("Decision paper: cost key"),
        lead=_("The comparison, with its figures as of today."),
        making=_("The paper is being made."),
        download=_("Download the paper"),
        back=_("Back to the simulator"),
        breadcrumbs=crumbs(found, (_("Simulator"), _back(found, asked))),
    )
    wanted = paper.paper(asked, state, get_language() or "sv")
    return hand_out(request, wanted, name=_("decision-paper-cost-key"), waiting=waiting)


@login_required
def cost_key_hand_in(request: HttpRequest, pk: int, state: str) -> HttpResponse:
    """Hand the decision paper in for an item of a meeting's agenda."""
    kept_economy(request, pk)
    found, asked = _asked_in(request, pk, state)
    wanted = paper.paper(asked, state, get_language() or "sv")
    if wanted.kept() is None:
        wanted.ask_for()

    def save(data: dict[str, Any]) -> Any:
        pdf = wanted.kept()
        if pdf is None:
            raise refused(_("The paper is still being made. Try again in a moment."))
        name = _("decision-paper-cost-key") + ".pdf"
        file = store_content(by=request.user, name=name, content=pdf, content_type="application/pdf")
        return hand_in(by=request.user, item_id=data["item"].pk, title=data["title"], file=file)

    form = HandInForm(
        request.POST or None,
        user=request.user,
        cooperation_id=pk,
        initial={"title": _("Cost key: comparison of %(day)s") % {"day": timezone.localdate().isoformat()}},
    )
    return form_page(
        request,
        form,
        save=save,
        title=_("Hand in the decision paper"),
        lead=_("It becomes a paper of an item on the agenda of a meeting whose minutes are not approved yet."),
        submit=_("Hand it in"),
        message=_("The paper is handed in."),
        breadcrumbs=crumbs(found, (_("Simulator"), _back(found, asked))),
        cancel=_back(found, asked),
        done=lambda row: row.item.meeting.get_absolute_url(),
    )
