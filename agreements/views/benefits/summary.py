"""What benefits add up to in a year: per member, per agreement and per kind."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.benefits import totals
from agreements.models import Benefit
from agreements.rules import benefits as rules
from agreements.views.benefits.listing import concerned
from portal.governance.economy.facts import members_of
from portal.organisations.models import Cooperation
from portal.web import exports
from portal.web.columns import Column
from portal.web.lookups import whole_number


@require_safe
@login_required
def benefit_summary(request: HttpRequest) -> HttpResponseBase:
    """What a cooperation gained in a year: per member, in kronor and per inhabitant, per agreement and per kind."""
    actor = concerned(request)
    everywhere = Cooperation.objects.all()
    cooperations = everywhere if actor.is_administrator else everywhere.filter(pk__in=rules.read_by(actor))
    asked = whole_number(request.GET.get("cooperation", ""))
    cooperation = (cooperations.filter(pk=asked) if asked else cooperations.order_by("name", "pk")).first()
    if cooperation is None and asked:
        raise Http404
    if cooperation is None:
        raise PermissionDenied(_("What all members gained is for the office, and the steering and working groups."))
    counted = Benefit.objects.standing().filter(agreement__cooperation=cooperation)
    years = list(counted.order_by("-year").values_list("year", flat=True).distinct())
    wanted = whole_number(request.GET.get("year", ""))
    year = wanted if wanted in years else (years[0] if years else timezone.localdate().year)
    populations = {row.pk: row.inhabitants for row in members_of(cooperation, year) if row.inhabitants}
    members = totals.per_member(cooperation, year, populations)
    columns = _summary_columns(cooperation)
    if request.GET.get("export") == "xlsx":
        name = _("benefits") + f"-{year}"
        return exports.xlsx_response(columns, members, name, _("Benefit per member, %(year)s") % {"year": year})
    return _drawn(request, cooperation, year, years, members, populations, columns, cooperations)


def _drawn(
    request: HttpRequest,
    cooperation: Cooperation,
    year: int,
    years: Sequence[int],
    members: Sequence[totals.Gain],
    populations: Mapping[int, int],
    columns: Sequence[Column],
    cooperations: QuerySet,
) -> HttpResponse:
    here = f"{reverse('benefit-summary')}?cooperation={cooperation.pk}&year="
    return render(
        request,
        "agreements/benefits/summary.html",
        {
            "cooperation": cooperation,
            "breadcrumbs": [(_("Benefits"), reverse("benefit-list"))],
            "year": year,
            "years": [(str(one), f"{here}{one}", one == year) for one in years],
            "cooperations": list(cooperations) if cooperations.count() > 1 else [],
            "members": members,
            "columns": columns,
            "agreements": totals.per_agreement(cooperation, year),
            "kinds": totals.per_kind(cooperation, year),
            "whole": totals.whole(cooperation, year, sum(populations.values()) or None),
            "export": f"{here}{year}&export=xlsx",
            "rows_of": f"{reverse('benefit-list')}?cooperation={cooperation.pk}&year={year}",
        },
    )


def _summary_columns(cooperation: Cooperation) -> list[Column]:
    def currency(_row: Any) -> str:
        return cooperation.currency

    return [
        Column("member", _("Member"), lambda gain: gain.of.name),
        Column("amount", _("Benefit"), lambda gain: gain.amount, "money", currency=currency),
        Column("reviewed", _("Of which reviewed"), lambda gain: gain.reviewed, "money", currency=currency),
        Column("population", _("Inhabitants"), lambda gain: gain.population, "number"),
        Column("per_inhabitant", _("Per inhabitant"), lambda gain: gain.per_inhabitant, "price", currency=currency),
    ]
