"""The map of competence: how much of a post is given to procurement where, and who knows what."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.governance.duties.standard import Area
from portal.governance.forms.duties import CompetenceForm
from portal.governance.models import Competence
from portal.governance.rules import duties as rules
from portal.governance.services import competence as services
from portal.governance.views.common import crumbs, own_cooperation
from portal.governance.views.duties import member_of, tabs
from portal.organisations.models import Cooperation, Organisation, OrganisationKind
from portal.reference.collation import alphabet_for
from portal.web.form_page import form_page

NO_POST = Decimal(0)


@dataclass(frozen=True)
class Staffing:
    """One member's rows of the map, or the office's; their posts are added up."""

    organisation: Organisation | None
    rows: tuple[Competence, ...]
    may_change: bool

    @property
    def posts(self) -> Decimal:
        return sum((row.post_share for row in self.rows), NO_POST)

    @property
    def areas(self) -> list[Area]:
        """What somebody there knows, in the order of the list."""
        known = {area for row in self.rows for area in row.areas}
        return [area for area in Area if area in known]


def _staffing(request: HttpRequest, cooperation: Cooperation) -> list[Staffing]:
    actor = actor_of(request.user)
    rows: dict[int | None, list[Competence]] = defaultdict(list)
    found: QuerySet = Competence.objects.visible_to(request.user).filter(cooperation=cooperation)
    for row in found.select_related("person"):
        rows[row.organisation_id].append(row)
    members = Organisation.objects.members_of(cooperation, timezone.localdate())
    members = members.exclude(kind=OrganisationKind.COMPANY).alphabetical(alphabet_for(get_language() or ""))
    return [
        Staffing(
            place,
            tuple(rows[place and place.pk]),
            bool(rules.may_assign(actor, cooperation.pk, place and place.pk)),
        )
        for place in (None, *members)
    ]


@require_safe
@login_required
def competence_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Who procures in each member, how much of a post it is, and what nobody knows."""
    found = own_cooperation(request, pk)
    places = _staffing(request, found)
    known = {area for place in places for area in place.areas}
    return render(
        request,
        "governance/duties/competence.html",
        {
            "cooperation": found,
            "breadcrumbs": crumbs(found),
            "tabs": tabs(found, actor_of(request.user), "competence-map"),
            "places": places,
            "posts": sum((place.posts for place in places), NO_POST),
            "unstaffed": [place for place in places if place.organisation and not place.posts],
            "unknown_areas": [area for area in Area if area not in known],
            "anything": any(place.rows for place in places),
        },
    )


def _page(request: HttpRequest, cooperation: Cooperation, form: Any, **texts: Any) -> HttpResponse:
    back = reverse("competence-map", args=[cooperation.pk])
    return form_page(
        request,
        form,
        message=_("Saved."),
        submit=_("Save"),
        breadcrumbs=[*crumbs(cooperation), (_("Competence"), back)],
        cancel=back,
        done=back,
        **texts,
    )


@login_required
def competence_enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter somebody of a member, or of the office, in the map."""
    found = own_cooperation(request, pk)
    organisation = member_of(request, found)
    where = organisation and organisation.pk
    require(rules.may_assign(actor_of(request.user), found.pk, where))

    def save(data: dict[str, Any]) -> Competence:
        del data["version"]
        return services.enter(by=request.user, cooperation_id=found.pk, organisation_id=where, **data)

    return _page(
        request,
        found,
        CompetenceForm(request.POST or None, user=request.user),
        save=save,
        title=_("Competence in procurement: %(place)s") % {"place": organisation or _("the office")},
    )


def _row(request: HttpRequest, pk: int) -> Competence:
    rows = Competence.objects.visible_to(request.user).select_related("cooperation", "organisation", "person")
    row = get_object_or_404(rows, pk=pk)
    require(rules.may_assign(actor_of(request.user), row.cooperation_id, row.organisation_id))
    return row


@login_required
def competence_update(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a row of the map up to date, or take it out."""
    row = _row(request, pk)
    initial = {field: getattr(row, field) for field in ("post_share", "areas", "note", "version")}
    form = CompetenceForm(request.POST or None, user=request.user, initial=initial)
    del form.fields["person"]
    return _page(
        request,
        row.cooperation,
        form,
        save=lambda data: services.update(by=request.user, competence_id=row.pk, **data),
        title=_("Competence in procurement: %(place)s") % {"place": row},
        obj=row,
        template="governance/duties/competence_update.html",
        context={"row": row},
    )


@require_POST
@login_required
def competence_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a row out of the map."""
    row = _row(request, pk)
    services.remove(by=request.user, competence_id=row.pk)
    return redirect("competence-map", pk=row.cooperation_id)
