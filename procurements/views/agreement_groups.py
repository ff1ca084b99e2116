"""The agreement group of a procurement: who sits in it, for whom, from when; appointed by the office."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.organisations.models import Group, GroupKind, Seat
from portal.web.form_page import form_page
from portal.web.presses import pressed
from procurements.forms.requirements import AppointForm, ChooseGroupForm, EndSeatForm, InviteExpertForm
from procurements.models import Procurement
from procurements.rules import requirements as rules
from procurements.services import agreement_groups as services
from procurements.views.inside import crumbs
from procurements.views.requirements.common import drafting


def _address(procurement: Procurement) -> str:
    return reverse("agreement-group", args=[procurement.pk])


def _appointing(request: HttpRequest, pk: int) -> Procurement:
    procurement = drafting(request, pk)
    require(rules.may_appoint(actor_of(request.user), procurement))
    return procurement


@login_required
@require_safe
def agreement_group(request: HttpRequest, pk: int) -> HttpResponse:
    """The group with its seats, today's and former ones."""
    procurement = drafting(request, pk)
    may = rules.may_appoint(actor_of(request.user), procurement)
    today = timezone.localdate()
    seats = Seat.objects.filter(group=procurement.group_id).select_related("user", "organisation")
    others = Group.objects.visible_to(request.user).filter(
        cooperation=procurement.cooperation_id, kind=GroupKind.AGREEMENT, closed_on=None
    )
    return render(
        request,
        "procurements/specification/group.html",
        {
            "procurement": procurement,
            "breadcrumbs": crumbs(procurement),
            "seats": seats.exclude(valid_to__lt=today).order_by("-is_chair", "user__name"),
            "former": seats.filter(valid_to__lt=today).order_by("-valid_to"),
            "today": today,
            "may_appoint": may,
            "has_others": bool(may) and others.exclude(pk=procurement.group_id).exists(),
        },
    )


def _page(request: HttpRequest, procurement: Procurement, form: Any, save: Any, **texts: Any) -> HttpResponse:
    """A form that leads back to the group."""
    back = _address(procurement)
    trail = crumbs(procurement, (_("Agreement group"), back))
    return form_page(request, form, save=save, **{"cancel": back, "done": back, "breadcrumbs": trail, **texts})


@login_required
def expert_appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an expert who has an account a seat."""
    procurement = _appointing(request, pk)
    form = AppointForm(request.POST or None, user=request.user, initial={"valid_from": timezone.localdate()})
    return _page(
        request,
        procurement,
        form,
        lambda said: services.appoint(
            by=request.user, procurement_id=pk, person_id=said["person"].pk, seat=form.seat()
        ),
        title=_("Appoint an expert"),
        lead=_("Somebody who has an account. A letter says what the group does and where the requirements are."),
        submit=_("Appoint"),
        message=_("The expert is appointed."),
    )


@login_required
def expert_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite an expert by e-mail and give a seat at once."""
    procurement = _appointing(request, pk)
    first = {"valid_from": timezone.localdate(), "language": get_language()}
    form = InviteExpertForm(request.POST or None, user=request.user, initial=first)
    return _page(
        request,
        procurement,
        form,
        lambda said: services.invite(
            by=request.user,
            procurement_id=pk,
            email=said["email"],
            name=said["name"],
            language=said["language"],
            seat=form.seat(),
        ),
        title=_("Invite an expert"),
        lead=_("Somebody who has no account yet. A link for choosing a password goes out by e-mail."),
        submit=_("Invite"),
        message=_("The expert is invited and appointed."),
    )


@login_required
def agreement_group_choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a group that exists write the requirements."""
    procurement = _appointing(request, pk)
    return _page(
        request,
        procurement,
        ChooseGroupForm(request.POST or None, user=request.user, procurement=procurement),
        lambda said: services.choose(by=request.user, procurement_id=pk, group_id=said["group"].pk),
        title=_("Choose a group that exists"),
        lead=_("For a procurement that takes the place of one with the same experts."),
        submit=_("Choose"),
        message=_("The group is chosen."),
    )


@login_required
@require_POST
def expert_chair(request: HttpRequest, pk: int, seat: int) -> HttpResponse:
    """Have the holder of a seat chair the group."""
    procurement = _appointing(request, pk)
    row = get_object_or_404(Seat, pk=seat, group=procurement.group_id)
    pressed(
        request,
        lambda: services.make_chair(by=request.user, procurement_id=pk, seat_id=row.pk),
        _("The group has another chair."),
    )
    return redirect(_address(procurement))


@login_required
def expert_end(request: HttpRequest, pk: int, seat: int) -> HttpResponse:
    """Say when an expert leaves the group."""
    procurement = _appointing(request, pk)
    row = get_object_or_404(Seat.objects.select_related("user"), pk=seat, group=procurement.group_id)
    return _page(
        request,
        procurement,
        EndSeatForm(request.POST or None, user=request.user, initial={"on": row.valid_to or timezone.localdate()}),
        lambda said: services.end_seat(by=request.user, procurement_id=pk, seat_id=row.pk, on=said["on"]),
        title=_("%(person)s leaves the group") % {"person": row.user},
        lead=_("What was written and answered stays, by name. From the day after nothing of it is seen any more."),
        submit=_("Save"),
        message=_("Saved."),
    )
