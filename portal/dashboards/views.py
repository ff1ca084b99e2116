"""The start page, which is the front page to whoever is not signed in, and the steering dashboard."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.actor import Actor, actor_of
from portal.dashboards import front
from portal.dashboards.actions import actions_for
from portal.dashboards.panels import ASIDE
from portal.dashboards.reader import Reader
from portal.dashboards.summary import quarter_of, summary_of
from portal.figures.catalogue.told import quarter as name_of
from portal.figures.rules import cooperations_read_by, may_open_rows
from portal.organisations.models import Cooperation
from portal.web.panels import panels_for


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What the reader needs first: the panels of their roles, or the front page."""
    if not actor_of(request.user).signed_in:
        return render(request, "dashboards/front.html", front.content(request))
    reader = Reader(request.user)
    main = panels_for("start", request, reader)
    return render(
        request,
        "dashboards/start.html",
        {
            "reader": reader,
            "actions": actions_for(reader.actor),
            "main": main,
            "aside": panels_for(ASIDE, request, reader),
            "has_own_search": any(panel.name == "search" for panel in main),
        },
    )


@require_safe
@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    """A cooperation's steering figures as they are today, or as they were kept at the end of a quarter."""
    actor = actor_of(request.user)
    readable = list(_read_by(actor))
    found = _chosen(request, actor, readable)
    others = [row for row in readable if row != found]
    content = {"cooperation": found, "others": others}
    if found is not None:
        quarter = _quarter(request)
        content |= (quarter_of(found, quarter) if quarter else summary_of(found, may_open_rows(actor, found.pk))) or {}
        content["quarters"] = [(last, name_of(last)) for last in found.quarters.values_list("quarter", flat=True)]
        if quarter and "summary" not in content:
            raise Http404
    return render(request, "dashboards/dashboard.html", content)


def _quarter(request: HttpRequest) -> date | None:
    """The kept quarter that is asked for, by its last day; None for today."""
    asked = request.GET.get("quarter", "")
    if not asked:
        return None
    try:
        return date.fromisoformat(asked)
    except ValueError:
        raise Http404 from None


def _read_by(actor: Actor) -> QuerySet[Cooperation]:
    """The cooperations whose figures the person reads."""
    seen = Cooperation.objects.visible_to(actor.user)
    return seen if actor.is_administrator else seen.filter(pk__in=cooperations_read_by(actor))


def _chosen(request: HttpRequest, actor: Actor, readable: list[Cooperation]) -> Cooperation | None:
    """The cooperation asked for, or the first one read; None for an administrator of a portal without any."""
    asked = request.GET.get("cooperation", "")
    if asked:
        if not asked.isdecimal() or len(asked) > 9:
            raise Http404
        found = next((row for row in readable if row.pk == int(asked)), None)
        if found is None:
            get_object_or_404(Cooperation.objects.filter(pk__in=actor.cooperations), pk=int(asked))
            raise PermissionDenied(_not_for_you())
        return found
    if readable or actor.is_administrator:
        return readable[0] if readable else None
    if actor.cooperations:
        raise PermissionDenied(_not_for_you())
    raise Http404


def _not_for_you() -> str:
    return _("The figures are for the cooperation's office, its groups and purchasing contacts.")
