"""Moving a day of the plan: what would follow is seen first, then confirmed, and can be taken back."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.law.planning import How, Moved, Step
from portal.web.form_page import explain, form_page
from portal.web.presses import pressed
from portal.workflow.errors import Refused
from procurements.forms.planning import ConfirmForm, MoveForm
from procurements.models import PlanMove, Procurement
from procurements.rules import planning as rules
from procurements.services import planning as services
from procurements.views.inside import crumbs, inside


@login_required
def procurement_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a day. Which one and where to stands in the address, where a bar that is dragged writes it too; the page
    shows what would follow, and a press confirms just that."""
    found = inside(request, pk)
    require(rules.may_move(actor_of(request.user), found))
    plan = rules.plan_of(found)
    asked = MoveForm({"how": How.ALONG, **request.GET.dict()} if "to" in request.GET else None, plan=plan)
    moves = _preview(found, asked)
    form = ConfirmForm(
        request.POST if request.method == "POST" and moves else None,
        user=request.user,
        initial={"version": found.version},
    )
    return form_page(
        request,
        form,
        save=lambda data: services.move(
            by=request.user,
            procurement_id=pk,
            version=data["version"],
            reason=data["reason"],
            seen=request.POST.get("seen", ""),
            **asked.cleaned_data,
        ),
        title=_("Move in time: %(title)s") % {"title": found.title},
        lead=_("Nothing is moved before you have seen what follows and confirmed it."),
        submit=_("Move all of this"),
        message=_("The plan is moved. You can take it back on this page."),
        obj=found,
        breadcrumbs=crumbs(found),
        cancel=found.get_absolute_url(),
        template="procurements/plan/move.html",
        done=lambda move: move.procurement.get_absolute_url(),
        context=lambda: {
            "procurement": found,
            "asked": asked,
            "seen": services.mark_of(moves),
            **_told(found, moves),
        },
    )


def _preview(procurement: Procurement, asked: MoveForm) -> list[Moved]:
    """What would move; nothing while there is nothing whole to ask, and what stands against it is said in the form."""
    if not asked.is_bound or not asked.is_valid():
        return []
    said = asked.cleaned_data
    try:
        return services.preview(procurement, Step(said["step"]), said["to"], How(said["how"]))
    except Refused as refused:
        explain(asked, refused)
        return []


def _told(procurement: Procurement, moves: list[Moved]) -> dict[str, Any]:
    """The moves with their procurements, and those that come after it and stay where they are."""
    rows = {procurement.pk: procurement, **Procurement.objects.in_bulk(services.followers_of(procurement))}
    moved = {move.key for move in moves}
    return {
        "moves": [(rows[move.key], move, (move.after - move.before).days) for move in moves],
        "staying": [row for pk, row in rows.items() if moves and pk not in moved],
    }


@require_POST
@login_required
def procurement_move_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the last move of a procurement."""
    seen = Procurement.objects.visible_to(request.user)
    move = get_object_or_404(PlanMove.objects.select_related("procurement"), pk=pk, procurement__in=seen)
    require(rules.may_state(actor_of(request.user), move.procurement.cooperation_id))
    pressed(request, lambda: services.move_back(by=request.user, move_id=pk), _("The days are back where they were."))
    return redirect(move.procurement)
