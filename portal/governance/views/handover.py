"""Handing over: who leaves and when, to whom each thing goes, a look at it all, and one press."""

from collections import defaultdict
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.accounts.models import User
from portal.governance.forms.handover import ONE_BY_ONE, DivisionForm, LeavingForm
from portal.governance.handover.holdings import holdings
from portal.governance.handover.wording import OUTCOME_TONES, STATE_TONES
from portal.governance.models import Handover, HandoverItem
from portal.governance.rules import handover as rules
from portal.governance.services import handover as services
from portal.governance.states.handover import HANDOVER, HandoverState, Outcome
from portal.governance.views.common import crumbs, own_cooperation
from portal.governance.views.duties import tabs
from portal.organisations.models import Cooperation
from portal.web import history
from portal.web.columns import Column, tag
from portal.web.form_page import explain, form_page
from portal.web.formats import number
from portal.web.lists import list_page
from portal.web.lookups import whole_number
from portal.workflow.errors import Refused, ask, refused

FOLDED_FROM = 10  # of more things of a kind than these, the list is folded


def _crumbs(cooperation: Cooperation) -> list[tuple[Any, str]]:
    return [*crumbs(cooperation), (_("Handovers"), reverse("handover-list", args=[cooperation.pk]))]


@require_safe
@login_required
def handover_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The handovers of a cooperation, planned and done."""
    found = own_cooperation(request, pk)
    actor = actor_of(request.user)
    require(rules.may_begin(actor, found.pk))
    rows = Handover.objects.visible_to(request.user).filter(cooperation=found).select_related("person", "ordered_by")
    return list_page(
        request,
        queryset=rows.annotate(things=Count("items", distinct=True)),
        columns=[
            Column(
                "person",
                pgettext("handover", "Who leaves"),
                lambda h: h.person,
                sort="person__name",
                link=Handover.get_absolute_url,
            ),
            Column("last_day", _("Last day"), lambda h: h.last_day, "date", sort="last_day"),
            tag("state", _("State"), STATE_TONES),
            Column("things", _("Things"), lambda h: h.things, "number", sort="things"),
            Column("ordered_by", _("By"), lambda h: h.ordered_by, sort="ordered_by__name"),
        ],
        template="governance/handover/list.html",
        title=_("Handovers"),
        default_sort="-last_day",
        filename=_("handovers"),
        search_param=None,
        noun=lambda n: ngettext("%(n)s handover", "%(n)s handovers", n) % {"n": number(n)},
        empty=_("Nobody has left. When somebody does, all that the person holds is handed over here in one step."),
        context={
            "cooperation": found,
            "breadcrumbs": crumbs(found),
            "tabs": tabs(found, actor, "handover-list"),
        },
    )


@login_required
def handover_begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Who leaves, when, and who takes over."""
    found = own_cooperation(request, pk)
    actor = actor_of(request.user)
    require(rules.may_begin(actor, found.pk))
    initial: dict[str, Any] = {"last_day": timezone.localdate()}
    if "person" in request.GET:
        people = User.objects.visible_to(request.user)
        initial["person"] = people.filter(pk=whole_number(request.GET["person"])).first()

    def save(data: dict[str, Any]) -> str:
        ask(rules.may_hand_over(actor, found.pk, data["person"]))
        if data["successor"] == data["person"]:
            raise refused(_("Somebody else takes over."), "successor")
        asked = {"person": data["person"].pk, "last_day": data["last_day"].isoformat()}
        if data["successor"] is not None:
            asked["successor"] = data["successor"].pk
        return f"{reverse('handover-divide', args=[found.pk])}?{urlencode(asked)}"

    return form_page(
        request,
        LeavingForm(request.POST or None, user=request.user, initial=initial),
        save=save,
        title=_("Somebody leaves"),
        lead=_(
            "All that the person holds in the cooperation is listed next: roles, seats, duties, agreements and more."
        ),
        submit=_("Go on"),
        breadcrumbs=_crumbs(found),
        cancel=reverse("handover-list", args=[found.pk]),
        done=lambda address: address,
    )


@login_required
def handover_divide(request: HttpRequest, pk: int) -> HttpResponse:
    """To whom each thing goes; then a look at it all, and one press."""
    found = own_cooperation(request, pk)
    actor, today = actor_of(request.user), timezone.localdate()
    people = User.objects.visible_to(request.user)
    person = get_object_or_404(people, pk=whole_number(request.GET.get("person", "")))
    require(rules.may_hand_over(actor, found.pk, person))
    last_day = _last_day(request)
    groups = services.held_by(person, found.pk, last_day, request.user)
    form = DivisionForm(
        request.POST or None,
        user=request.user,
        groups=groups,
        person=person,
        cooperation_id=found.pk,
        last_day=last_day,
        today=today,
        successor=people.filter(pk=whole_number(request.GET.get("successor", "")), is_active=True)
        .exclude(pk=person.pk)
        .first(),
    )
    asked = {"by": request.user, "cooperation_id": found.pk, "person_id": person.pk, "last_day": last_day}
    looks = False
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        try:
            if "confirm" in request.POST:
                ordered = services.order(**asked, choices=form.choices())
                messages.success(request, _("Handed over.") if ordered.done_at else _("The handover is planned."))
                return redirect(ordered)
            services.rehearse(**asked, choices=form.choices())
            looks = True
        except Refused as refusal:
            explain(form, refusal)
    template = "preview" if looks else "divide"
    return render(
        request,
        f"governance/handover/{template}.html",
        {
            "cooperation": found,
            "person": person,
            "last_day": last_day,
            "at_once": last_day <= today,
            "form": form,
            "most": ONE_BY_ONE,
            "opens": lambda rows: any(
                choice is not None and (choice.errors or choice.value()) for _row, choice in rows
            ),
            "count": sum(len(group.rows) for group in groups),
            "breadcrumbs": _crumbs(found),
            "back": f"{reverse('handover-begin', args=[found.pk])}?person={person.pk}",
            "folded_from": FOLDED_FROM,
            "by_successor": _by_successor(form) if looks else [],
            "stays_open": services.stays_open(person, found.pk, last_day),
        },
    )


def _last_day(request: HttpRequest) -> date:
    try:
        found = parse_date(request.GET.get("last_day", ""))
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


def _by_successor(form: DivisionForm) -> list[tuple[User | None, list[tuple[Any, list[Any]]]]]:
    """What each successor gets, kind by kind; what ends comes last."""
    choices = form.choices()
    order = sorted({to for to in choices.values() if to is not None}, key=lambda user: user.name)
    found: list[tuple[User | None, list[tuple[Any, list[Any]]]]] = []
    for to in (*order, None):
        kinds = [
            (group.holding.label, [row for row in group.rows if choices[group.holding.name, row.key] == to])
            for group in form.groups
        ]
        kinds = [(label, rows) for label, rows in kinds if rows]
        if kinds:
            found.append((to, kinds))
    return found


def _handover(request: HttpRequest, pk: int) -> Handover:
    rows = Handover.objects.visible_to(request.user).select_related("person", "ordered_by", "cooperation")
    return get_object_or_404(rows, pk=pk)


@require_safe
@login_required
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """One handover: what went to whom, and what could not be moved. Successors see what came to them."""
    found = _handover(request, pk)
    actor, today = actor_of(request.user), timezone.localdate()
    may = bool(rules.may_hand_over(actor, found.cooperation_id, found.person))
    items = found.items.select_related("to")
    if not (may or found.ordered_by_id == request.user.pk or found.cooperation_id in actor.office):
        items = items.filter(to=request.user)
    labels = {holding.name: holding.label for holding in holdings()}
    kinds: dict[str, list[HandoverItem]] = defaultdict(list)
    for item in items.exclude(outcome=Outcome.LEFT):
        kinds[item.holding].append(item)
    planned = HANDOVER.possible("call_off", found.state)
    still = []
    if may and found.state == HandoverState.DONE:
        still = services.remaining(found.person, found.cooperation_id, found.last_day, request.user)
    return render(
        request,
        "governance/handover/handover.html",
        {
            "handover": found,
            "breadcrumbs": _crumbs(found.cooperation) if rules.may_begin(actor, found.cooperation_id) else [],
            "kinds": [(labels.get(name, name), rows) for name, rows in kinds.items()],
            "folded_from": FOLDED_FROM,
            "still": still,
            "state_tone": STATE_TONES[found.state],
            "outcome_tones": OUTCOME_TONES,
            "may_call_off": may and planned,
            "may_carry_out": may and planned and found.last_day <= today,
            "history": history.entries(found),
        },
    )


@require_POST
@login_required
def handover_call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Call off a handover whose day has not come."""
    return _step(request, pk, services.call_off, _("The handover is called off. Nothing has changed."))


@require_POST
@login_required
def handover_carry_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Carry out a handover that something stood in the way of."""
    return _step(request, pk, services.carry_out, _("Handed over."))


def _step(request: HttpRequest, pk: int, service: Any, message: str) -> HttpResponse:
    found = _handover(request, pk)
    require(rules.may_hand_over(actor_of(request.user), found.cooperation_id, found.person))
    try:
        service(by=request.user, handover_id=found.pk)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, message)
    return redirect(found)
