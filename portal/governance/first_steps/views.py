"""The first steps, page by page. Each can be left and taken up again."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.governance.first_steps import services, steps
from portal.governance.first_steps.forms import AdministratorForm, MembersForm, OfficersForm
from portal.governance.services import memberships as governance
from portal.organisations import rules
from portal.organisations.forms import CooperationForm
from portal.organisations.models import Cooperation
from portal.organisations.services import cooperations
from portal.reference.models import County
from portal.web.form_page import form_page

GONE = 410


@never_cache
def administrator(request: HttpRequest, token: str) -> HttpResponse:
    """The one-time link: whoever holds it becomes the administrator and is signed in."""
    if not services.token_works(token):
        used = steps.administrator_exists()
        return render(request, "governance/first_steps/gone.html", {"used": used}, status=GONE)

    def save(data: dict[str, Any]) -> Any:
        person = services.make_first_administrator(
            by=None,
            token=token,
            email=data["email"],
            name=data["name"],
            password=data["password"],
            language=get_language() or "",
        )
        login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return person

    return form_page(
        request,
        AdministratorForm(request.POST or None),
        save=save,
        title=_("Welcome"),
        lead=_("You are about to set up a purchasing portal. First, your own account: you will be its administrator."),
        submit=_("Create my account and go on"),
        cancel=reverse("start"),
        done=reverse("first-steps"),
        template="governance/first_steps/administrator.html",
    )


def _require_administrator(request: HttpRequest) -> None:
    require(rules.may_found(actor_of(request.user)))


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """All steps, with what is done and what comes next."""
    _require_administrator(request)
    page = steps.progress() | {"cooperation": steps.cooperation()}
    return render(request, "governance/first_steps/overview.html", page)


def _step(request: HttpRequest, form: Any, key: str, **page: Any) -> HttpResponse:
    placed = steps.placed()
    here = next(place for place in placed if place.step.key == key)
    overview_url = reverse("first-steps")
    return form_page(
        request,
        form,
        title=here.step.label,
        lead=here.step.text,
        cancel=overview_url,
        done=overview_url,
        breadcrumbs=[(_("First steps"), overview_url)],
        context={"steps": placed, "here": here, **page.pop("context", {})},
        **page,
    )


@login_required
def cooperation(request: HttpRequest) -> HttpResponse:
    """Found the first cooperation."""
    _require_administrator(request)
    if steps.cooperation() is not None:
        return redirect("first-steps")
    return _step(
        request,
        CooperationForm(request.POST or None, user=request.user),
        "cooperation",
        save=lambda data: cooperations.create_at(by=request.user, **data),
        submit=_("Found the cooperation"),
        message=_("The cooperation is founded."),
        template="governance/first_steps/step.html",
    )


@login_required
def members(request: HttpRequest) -> HttpResponse:
    """Name the founding members and their decision."""
    _require_administrator(request)
    found = steps.cooperation()
    if found is None:
        return redirect("first-steps")
    if found.memberships.exists():
        messages.info(request, _("The founding members are in place. Further ones are admitted here, by a decision."))
        return redirect(found)
    counties = County.objects.filter(country=found.jurisdiction).in_order()
    county = _county(request, found, counties)
    form = MembersForm(
        request.POST or None,
        user=request.user,
        county=county,
        cooperation=found,
        initial={
            "municipalities": [found.host.municipality_id],
            "held_on": timezone.localdate(),
            "wording": _("The municipalities found the purchasing cooperation %(name)s.") % {"name": found},
        },
    )
    return _step(
        request,
        form,
        "members",
        save=lambda data: governance.found(
            by=request.user,
            cooperation_id=found.pk,
            municipalities=data["chosen"],
            held_on=data["held_on"],
            case_number=data["case_number"],
            wording=data["wording"],
        ),
        submit=_("Save the members"),
        message=_("The members are in place."),
        template="governance/first_steps/members.html",
        context={"counties": counties, "county": county},
    )


def _county(request: HttpRequest, found: Cooperation, counties: QuerySet[County]) -> County | None:
    """The county whose municipalities are offered: the one asked for, the host's own, or the first."""
    wanted = request.GET.get("county", "")
    if wanted.isdecimal() and len(wanted) < 10:
        chosen = counties.filter(pk=wanted).first()
        if chosen is not None:
            return chosen
    return found.host.municipality.county if found.host.municipality else counties.first()


@login_required
def officers(request: HttpRequest) -> HttpResponse:
    """Invite the people of the office."""
    _require_administrator(request)
    found = steps.cooperation()
    if found is None:
        return redirect("first-steps")
    return _step(
        request,
        OfficersForm(request.POST or None, user=request.user),
        "officers",
        save=lambda data: services.invite_office(by=request.user, cooperation=found, people=data["people"]),
        submit=_("Send the invitations"),
        message=_("The invitations are on their way."),
        template="governance/first_steps/step.html",
    )
