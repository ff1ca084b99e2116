"""Who takes part in a procurement: the list of it, inviting, reminding, giving more time."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.access import require
from portal.accounts.actor import Place, Role, actor_of
from portal.law.numbers import format_number
from portal.law.secrecy import Part
from portal.organisations.models import Appointment
from portal.organisations.periods import valid_on
from portal.reference.collation import alphabet_for
from portal.web import columns, formats
from portal.web.columns import Column
from portal.web.form_page import form_page
from portal.web.lists import list_page
from portal.workflow.errors import Refused
from procurements.circles import circle_of
from procurements.forms.participation import ExtendForm, InviteForm
from procurements.models import Participation, Procurement
from procurements.participation.wording import TONES, Summary, mandate_told
from procurements.rules import participation as rules
from procurements.services import participation as services
from procurements.states.participation import NOT_ASKED
from procurements.views.inside import crumbs, inside


def address_of(procurement: Procurement) -> str:
    return reverse("participation-list", args=[procurement.pk])


def _organisation(row: Participation) -> str:
    return row.organisation.name


def _number(row: Participation) -> str | None:
    return format_number(row.organisation.country, row.organisation.registration_number) or None


def _last_day(row: Participation) -> date | None:
    return None if row.state in NOT_ASKED else row.due_on


def _columns(alphabet: str, *, linked: frozenset[int] | None, invited: bool, answers: bool) -> list[Column]:
    """What a reader sees of each organisation. ``linked`` are the organisations whose answer the reader may open, None
    stands for all of them."""

    def address(row: Participation) -> str | None:
        return row.get_absolute_url() if linked is None or row.organisation_id in linked else None

    found = [
        Column("organisation", _("Organisation"), _organisation, sort=f"organisation__sort_{alphabet}", link=address),
        Column("number", _("Registration number"), _number),
        Column("kind", _("Kind"), lambda row: row.organisation.get_kind_display().capitalize()),
        columns.tag("state", _("Answer"), TONES),
    ]
    if invited:
        found.append(Column("due_on", _("Answer by"), _last_day, "date", sort="due_on"))
    if answers:
        found += [
            Column(
                "yearly_volume",
                _("Pledged a year"),
                lambda row: row.yearly_volume,
                "money",
                sort="yearly_volume",
                currency=lambda row: row.procurement.currency,
            ),
            Column("mandate", _("Mandate"), lambda row: mandate_told(row) or None),
            Column("contact", _("Contact"), lambda row: row.contact.name if row.contact else None),
            Column("answered_at", _("Answered at"), lambda row: row.answered_at, "datetime", sort="answered_at"),
            Column("reason", _("Reason"), lambda row: row.reason or None, only="file"),
            Column("reminded_on", _("Reminded on"), lambda row: row.reminded_on, "date", only="file"),
        ]
    return found


@require_safe
def participation_list(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Who was asked and takes part. The office sees what each answered, members who was asked and how far they have
    come, and everybody who takes part once the notice is out."""
    procurement = inside(request, pk)
    circle, actor = circle_of(request.user, procurement), actor_of(request.user)
    invited, answers = circle.sees(Part.INVITED), circle.sees(Part.ANSWERS)
    if not invited and not circle.sees(Part.JOINED):
        raise Http404
    alphabet = alphabet_for(get_language() or "")
    rows = procurement.participations.select_related("organisation", "procurement", "contact", "mandate_signed_by")
    if not answers:
        rows = rows.standing() if invited else rows.named()
    linked = None if answers else actor.places(Place.ORGANISATION, Role.CONTACT)
    context: dict[str, Any] = {"procurement": procurement, "breadcrumbs": crumbs(procurement)}
    if answers:
        context |= _for_office(request, procurement)
    return list_page(
        request,
        queryset=rows.alphabetical(alphabet),
        columns=_columns(alphabet, linked=linked, invited=invited, answers=answers),
        template="procurements/participation/list.html",
        title=_("Who takes part") if invited else _("Organisations that may use the agreement"),
        filename=_("participation"),
        search_param=None,
        own_order=_("By name"),
        noun=lambda n: ngettext("%(n)s organisation", "%(n)s organisations", n) % {"n": formats.number(n)},
        empty=_("Nobody has been asked yet.") if invited else _("The notice names no organisation."),
        context=context,
    )


def _for_office(request: HttpRequest, procurement: Procurement) -> dict[str, Any]:
    may_invite = rules.may_invite(actor_of(request.user), procurement)
    remindable = services.to_remind(procurement, timezone.localdate()).exists()
    return {
        "summary": Summary.of(procurement),
        "may_invite": may_invite,
        "may_remind": may_invite if not may_invite or remindable else services.NOBODY_TO_REMIND,
    }


@login_required
def participation_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose who is asked, one by one; ``?tick=members`` and ``?tick=all`` tick them all beforehand."""
    procurement = inside(request, pk)
    require(rules.may_invite(actor_of(request.user), procurement))
    asked = set(procurement.participations.standing().values_list("organisation", flat=True))
    members, companies = (
        [row for row in rows if row.pk not in asked]
        for rows in services.candidates(procurement.cooperation_id, timezone.localdate())
    )
    tick = request.GET.get("tick", "")
    ticked = {
        "members": [row.pk for row in members] if tick in ("members", "all") else [],
        "companies": [row.pk for row in companies] if tick == "all" else [],
    }
    form = InviteForm(
        request.POST or None,
        user=request.user,
        members=members,
        companies=companies,
        without_contact=_without_contact([*members, *companies]),
        initial={**ticked, "answers_due_on": procurement.answers_due_on, "version": procurement.version},
    )
    return form_page(
        request,
        form,
        save=lambda said: services.invite(
            by=request.user,
            procurement_id=pk,
            version=said["version"],
            answers_due_on=said["answers_due_on"],
            organisations=form.chosen,
            left_out=form.left_out,
        ),
        title=_("Ask who takes part"),
        lead=_(
            "The purchasing contact and the deputy of each organisation that you tick get an e-mail with a link to"
            " answer."
        ),
        submit=_("Ask those who are ticked"),
        message=_("The organisations have been asked."),
        obj=procurement,
        breadcrumbs=crumbs(procurement, (_("Who takes part"), address_of(procurement))),
        cancel=address_of(procurement),
        done=address_of,
        template="procurements/participation/invite.html",
        context={"procurement": procurement, "asked": len(asked), "nobody_left": not (members or companies)},
    )


def _without_contact(organisations: Sequence[Any]) -> frozenset[int]:
    """Those who have nobody to answer for them today."""
    known = {row.pk for row in organisations}
    serving = valid_on(timezone.localdate())
    contacts = Appointment.objects.filter(
        serving, organisation__in=known, role=Role.CONTACT, user__is_active=True
    ).values_list("organisation", flat=True)
    return frozenset(known - set(contacts))


@login_required
def participation_extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Give everybody more time."""
    procurement = inside(request, pk)
    require(rules.may_invite(actor_of(request.user), procurement))
    first = {"answers_due_on": procurement.answers_due_on, "version": procurement.version}
    return form_page(
        request,
        ExtendForm(request.POST or None, user=request.user, initial=first),
        save=lambda said: services.extend(
            by=request.user, procurement_id=pk, version=said["version"], answers_due_on=said["answers_due_on"]
        ),
        title=_("Give more time to answer"),
        lead=_("Those who have not answered are told by e-mail. Nobody can answer once the notice is published."),
        submit=_("Give more time"),
        message=_("There is more time to answer."),
        obj=procurement,
        breadcrumbs=crumbs(procurement, (_("Who takes part"), address_of(procurement))),
        cancel=address_of(procurement),
        done=address_of,
    )


@login_required
@require_POST
def participation_remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind those who have not answered; nobody twice a day."""
    procurement = inside(request, pk)
    require(rules.may_invite(actor_of(request.user), procurement))
    try:
        told = services.remind(by=request.user, procurement_id=pk)
    except Refused as refused:
        messages.warning(request, str(refused.answer))
    else:
        words = ngettext("%(n)s organisation is reminded.", "%(n)s organisations are reminded.", told)
        messages.success(request, words % {"n": formats.number(told)})
    return redirect(address_of(procurement))


@login_required
@require_safe
def participation_requests(request: HttpRequest) -> HttpResponseBase:
    """Everything that the reader's organisations were asked to take part in, what waits for an answer first."""
    own = actor_of(request.user).places(Place.ORGANISATION, Role.CONTACT)
    rows = Participation.objects.visible_to(request.user).filter(organisation__in=own).exclude(state__in=NOT_ASKED)
    alphabet = alphabet_for(get_language() or "")
    listed = [
        Column(
            "procurement",
            _("Procurement"),
            lambda row: row.procurement.title,
            sort=f"procurement__sort_{alphabet}",
            link=Participation.get_absolute_url,
        ),
        Column("organisation", _("Organisation"), _organisation, sort=f"organisation__sort_{alphabet}"),
        columns.tag("state", _("Answer"), TONES),
        Column("due_on", _("Answer by"), lambda row: row.due_on, "date", sort="due_on"),
        Column(
            "yearly_volume",
            _("Pledged a year"),
            lambda row: row.yearly_volume,
            "money",
            sort="yearly_volume",
            currency=lambda row: row.procurement.currency,
        ),
    ]
    return list_page(
        request,
        queryset=rows.select_related("procurement", "organisation").by_urgency(),
        columns=listed,
        template="procurements/participation/requests.html",
        title=_("Requests to take part"),
        filename=_("requests-to-take-part"),
        search_param=None,
        own_order=_("Waiting for your answer first"),
        noun=lambda n: ngettext("%(n)s request", "%(n)s requests", n) % {"n": formats.number(n)},
        empty=_("Your organisation has not been asked to take part in anything. The office asks by e-mail, too."),
    )
