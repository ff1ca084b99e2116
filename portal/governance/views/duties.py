"""The map of how a cooperation's duties are covered, the duties themselves, and who holds them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.access import require
from portal.accounts.actor import Actor, Role, actor_of
from portal.governance.duties.coverage import Cover, Coverage, coverage
from portal.governance.duties.standard import standard
from portal.governance.duties.wording import COLUMNS, TONES
from portal.governance.forms.duties import AdoptForm, DutyForm, HolderForm, LastDayForm, WordingForm
from portal.governance.models import Duty, Responsibility
from portal.governance.rules import duties as rules
from portal.governance.rules.handover import may_begin
from portal.governance.services import duties as services
from portal.governance.services.duties import Holder
from portal.governance.views.common import crumbs, own_cooperation
from portal.organisations.models import Appointment, Cooperation, Membership, Organisation
from portal.organisations.periods import valid_on
from portal.reference.collation import alphabet_for
from portal.web import history
from portal.web.exports import csv_response, xlsx_response
from portal.web.form_page import form_page
from portal.web.lists import address
from portal.web.lookups import whole_number


def map_of(cooperation: Cooperation) -> str:
    return reverse("duty-coverage", args=[cooperation.pk])


def duty_crumbs(cooperation: Cooperation, *more: Duty) -> list[tuple[Any, str]]:
    """The way to a page of duties."""
    way = [*crumbs(cooperation), (_("Duties"), map_of(cooperation))]
    return [*way, *((duty.title, duty.get_absolute_url()) for duty in more)]


def chosen_day(request: HttpRequest) -> date:
    """The day that the address asks for; today without one."""
    try:
        return parse_date(request.GET.get("day", "")) or timezone.localdate()
    except ValueError:
        return timezone.localdate()


def tabs(cooperation: Cooperation, actor: Actor, current: str) -> list[tuple[Any, str, bool]]:
    """The pages about who answers for what; handovers for those who hand over."""
    pages = [(_("Duties"), "duty-coverage"), (_("Competence"), "competence-map")]
    if may_begin(actor, cooperation.pk):
        pages.append((_("Handovers"), "handover-list"))
    return [(label, reverse(name, args=[cooperation.pk]), name == current) for label, name in pages]


def member_of(request: HttpRequest, cooperation: Cooperation) -> Organisation | None:
    """The member that the address names, or None where it names none; 404 for what is no member today."""
    if "organisation" not in request.GET:
        return None
    memberships = Membership.objects.on(timezone.localdate()).filter(cooperation=cooperation)
    key = whole_number(request.GET["organisation"])
    return get_object_or_404(memberships.select_related("organisation"), organisation=key).organisation


@require_safe
@login_required
def duties(request: HttpRequest) -> HttpResponse:
    """The way to the map of the reader's cooperation."""
    actor = actor_of(request.user)
    own = Cooperation.objects.visible_to(request.user)
    first = (own if actor.is_administrator else own.filter(pk__in=actor.cooperations)).first()
    return redirect(map_of(first) if first is not None else reverse("start"))


@require_safe
@login_required
def duty_coverage(request: HttpRequest, pk: int) -> HttpResponse:
    """Which duty is held by whom: the region's, and every member's."""
    found = own_cooperation(request, pk)
    actor, day = actor_of(request.user), chosen_day(request)
    covered = coverage(found, day, alphabet_for(get_language() or ""))
    chosen = next((cover for cover in Cover if cover == request.GET.get("cover")), None)
    only = covered.only(chosen) if chosen is not None else covered.places
    cells = [cell for place in only for cell in place.cells]
    match request.GET.get("export"):
        case "csv":
            return csv_response(COLUMNS, cells, _("duties"))
        case "xlsx":
            return xlsx_response(COLUMNS, cells, _("duties"), str(found))
    belongs = Cooperation.objects.visible_to(request.user).filter(pk__in=actor.cooperations)
    return render(
        request,
        "governance/duties/coverage.html",
        {
            "cooperation": found,
            "others": [other for other in belongs if other != found],
            "breadcrumbs": crumbs(found),
            "tabs": tabs(found, actor, "duty-coverage"),
            "covered": covered,
            "today": timezone.localdate(),
            "export_urls": [
                (label, address(request, day=day.isoformat(), export=kind))
                for label, kind in ((_("Excel"), "xlsx"), ("CSV", "csv"))
            ],
            "tones": TONES,
            "covers": [
                (cover, covered.count(cover), address(request, cover=None if cover == chosen else cover.value))
                for cover in Cover
            ],
            "chosen": chosen,
            "only": only,
            "found": len(cells),
            "all_url": address(request, cover=None),
            "may_keep": bool(rules.may_keep(actor, found.pk)),
            "may_assign": lambda place: bool(
                rules.may_assign(actor, found.pk, place.organisation and place.organisation.pk)
            ),
            **_summary(covered),
        },
    )


def _summary(covered: Coverage) -> dict[str, Any]:
    local = [cell.duty for cell in covered.members[0].cells] if covered.members else []
    return {"local": local, "any_duty": bool(covered.region.cells or local)}


@login_required
def duty_adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """Take up duties of the table."""
    found = own_cooperation(request, pk)
    require(rules.may_keep(actor_of(request.user), found.pk))
    today = timezone.localdate()
    known = set(Duty.objects.on(today).filter(cooperation=found).values_list("code", flat=True))
    if all(duty.code in known for duty in standard()):
        return redirect("duty-add", pk=found.pk)
    form = AdoptForm(request.POST or None, user=request.user, known=known, initial={"on": today})
    return form_page(
        request,
        form,
        save=lambda data: services.adopt(by=request.user, cooperation_id=found.pk, codes=form.codes(), on=data["on"]),
        title=_("Take up duties"),
        lead=_(
            "Choose what your cooperation does. You can word each duty in your own way, and add others, afterwards."
        ),
        submit=_("Take them up"),
        message=_("The duties are taken up. Say who holds each of them."),
        breadcrumbs=duty_crumbs(found),
        cancel=map_of(found),
        done=map_of(found),
    )


@login_required
def duty_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Take up a duty of the cooperation's own."""
    found = own_cooperation(request, pk)
    require(rules.may_keep(actor_of(request.user), found.pk))
    return form_page(
        request,
        DutyForm(request.POST or None, user=request.user, initial={"on": timezone.localdate()}),
        save=lambda data: services.add_duty(by=request.user, cooperation_id=found.pk, **data),
        title=_("Add a duty"),
        submit=_("Add the duty"),
        message=_("The duty is added. Say who holds it."),
        breadcrumbs=duty_crumbs(found),
        cancel=map_of(found),
        done=map_of(found),
    )


def _duty(request: HttpRequest, pk: int) -> Duty:
    return get_object_or_404(Duty.objects.visible_to(request.user).select_related("cooperation"), pk=pk)


@require_safe
@login_required
def duty(request: HttpRequest, pk: int) -> HttpResponse:
    """One duty: what it comprises, and who holds and held it."""
    found = _duty(request, pk)
    actor, today = actor_of(request.user), timezone.localdate()
    rows = Responsibility.objects.visible_to(request.user).filter(duty=found)
    alphabet = alphabet_for(get_language() or "")
    rows = rows.select_related("organisation", "person", "deputy").order_by(
        f"organisation__sort_{alphabet}", "-valid_from"
    )
    return render(
        request,
        "governance/duties/duty.html",
        {
            "duty": found,
            "breadcrumbs": duty_crumbs(found.cooperation),
            "rows": [
                (row, bool(rules.may_assign(actor, found.cooperation_id, row.organisation_id)) and not _is_past(row))
                for row in rows
            ],
            "today": today,
            "may_keep": bool(rules.may_keep(actor, found.cooperation_id)),
            "source": next((one.source for one in standard() if one.code == found.code), ""),
            "history": history.entries(found),
        },
    )


def _is_past(row: Responsibility) -> bool:
    return row.valid_to is not None and row.valid_to < timezone.localdate()


@login_required
def duty_word(request: HttpRequest, pk: int) -> HttpResponse:
    """Word a duty in the cooperation's own way."""
    found = _duty(request, pk)
    require(rules.may_keep(actor_of(request.user), found.cooperation_id))
    initial = {"title": found.title, "explanation": found.help, "version": found.version}
    return form_page(
        request,
        WordingForm(request.POST or None, user=request.user, initial=initial),
        save=lambda data: services.word_duty(by=request.user, duty_id=found.pk, **data),
        title=_("Word %(name)s in your own way") % {"name": found},
        submit=_("Save"),
        message=_("Saved."),
        obj=found,
        breadcrumbs=duty_crumbs(found.cooperation, found),
        cancel=found.get_absolute_url(),
    )


@login_required
def duty_give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which is the last day of a duty."""
    found = _duty(request, pk)
    require(rules.may_keep(actor_of(request.user), found.cooperation_id))
    return form_page(
        request,
        LastDayForm(request.POST or None, user=request.user, initial={"on": found.valid_to or timezone.localdate()}),
        save=lambda data: services.give_up(by=request.user, duty_id=found.pk, on=data["on"]),
        title=_("Leave out %(name)s") % {"name": found},
        lead=_("Those who hold the duty do so until its last day. Their history is kept."),
        submit=_("Save"),
        message=_("Saved."),
        breadcrumbs=duty_crumbs(found.cooperation, found),
        cancel=found.get_absolute_url(),
        done=map_of(found.cooperation),
    )


def _contacts(organisation: Organisation | None, cooperation: Cooperation) -> dict[str, Any]:
    """Whom to propose for what nobody holds: the member's contact and deputy contact, or the regional manager."""
    place = (
        {"cooperation": cooperation, "role__in": (Role.MANAGER, Role.OFFICER)}
        if organisation is None
        else {"organisation": organisation, "role": Role.CONTACT}
    )
    found = Appointment.objects.filter(valid_on(timezone.localdate()), user__is_active=True, **place)
    rows = list(found.select_related("user").order_by("is_deputy", "-role", "valid_from", "pk"))
    people = list(dict.fromkeys(row.user for row in rows))
    return dict(zip(("person", "deputy"), people, strict=False))


@login_required
def duty_assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who holds a duty, in a member or for the region."""
    found = _duty(request, pk)
    cooperation = found.cooperation
    organisation = member_of(request, cooperation)
    require(rules.may_assign(actor_of(request.user), cooperation.pk, organisation and organisation.pk))
    today = timezone.localdate()
    current = (
        found.responsibilities.filter(valid_on(today), organisation=organisation)
        .select_related("person", "deputy")
        .first()
    )
    people = {"person": current.person, "deputy": current.deputy} if current else _contacts(organisation, cooperation)
    return _holder_page(
        request,
        cooperation,
        organisation,
        initial=people,
        save=lambda holder: services.assign(
            by=request.user, duty_id=found.pk, organisation_id=organisation and organisation.pk, holder=holder
        ),
        title=found.title,
        lead=found.help,
        breadcrumbs=duty_crumbs(cooperation, found),
    )


@login_required
def duty_fill(request: HttpRequest, pk: int) -> HttpResponse:
    """Have one person hold all duties of a place that nobody holds."""
    found = own_cooperation(request, pk)
    organisation = member_of(request, found)
    require(rules.may_assign(actor_of(request.user), found.pk, organisation and organisation.pk))
    return _holder_page(
        request,
        found,
        organisation,
        initial=_contacts(organisation, found),
        save=lambda holder: services.fill_holes(
            by=request.user, cooperation_id=found.pk, organisation_id=organisation and organisation.pk, holder=holder
        ),
        title=_("Fill all holes at once"),
        lead=_("One person holds every duty that nobody holds on that day. You can divide them up afterwards."),
        breadcrumbs=duty_crumbs(found),
    )


def _holder_page(
    request: HttpRequest,
    cooperation: Cooperation,
    organisation: Organisation | None,
    *,
    initial: dict[str, Any],
    save: Callable[[Holder], Any],
    **texts: Any,
) -> HttpResponse:
    """The page on which somebody is given one duty or several."""
    back = f"{map_of(cooperation)}#place-{organisation.pk if organisation else 'region'}"
    return form_page(
        request,
        HolderForm(request.POST or None, user=request.user, initial={"valid_from": timezone.localdate(), **initial}),
        save=lambda data: save(Holder(**data)),
        submit=_("Save"),
        message=_("Saved."),
        template="governance/duties/holder.html",
        context={"where": organisation or _("The region")},
        cancel=back,
        done=back,
        **texts,
    )


@login_required
def duty_release(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which is the last day on which somebody holds a duty."""
    rows = Responsibility.objects.visible_to(request.user).select_related("duty__cooperation", "person", "organisation")
    row = get_object_or_404(rows, pk=pk)
    require(rules.may_assign(actor_of(request.user), row.duty.cooperation_id, row.organisation_id))
    return form_page(
        request,
        LastDayForm(request.POST or None, user=request.user, initial={"on": row.valid_to or timezone.localdate()}),
        save=lambda data: services.release(by=request.user, responsibility_id=row.pk, on=data["on"]),
        title=_("%(person)s no longer holds %(duty)s") % {"person": row.person, "duty": row.duty},
        lead=_("Nobody holds the duty after that day. To have somebody else take over, say who holds it instead."),
        submit=_("Save"),
        message=_("Saved."),
        breadcrumbs=duty_crumbs(row.duty.cooperation, row.duty),
        cancel=row.duty.get_absolute_url(),
        done=row.duty.get_absolute_url(),
    )
