"""Members that join, leave and merge, and companies that change owner: planned, looked at, withdrawn."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from agreements.forms.reorganisations import FORMS, WithdrawForm
from agreements.models.reorganisations import Reorganisation
from agreements.rules import reorganisations as rules
from agreements.services import reorganisations as services
from agreements.states.reorganisations import REORGANISATION_TONES, ReorganisationKind, ReorganisationStatus
from agreements.succession import from_json
from agreements.succession.words import sections, seen_by
from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.law.frameworks.succession import Effect
from portal.organisations.models import Cooperation
from portal.web import history
from portal.web.columns import Column
from portal.web.form_page import explain, form_page
from portal.web.formats import number
from portal.web.lists import list_page
from portal.workflow.errors import Refused

LATEST = 5

KINDS = {
    ReorganisationKind.JOIN: gettext_lazy(
        "It may be named in agreements that are announced later, and joins nothing that was announced before."
    ),
    ReorganisationKind.LEAVE: gettext_lazy(
        "It keeps its right to use what it was named in, without the duty; running contracts run on."
    ),
    ReorganisationKind.MERGER: gettext_lazy(
        "The successor takes over rights, agreements, units, companies and people; the ledger stays as it was written."
    ),
    ReorganisationKind.OWNERSHIP: gettext_lazy(
        "Its own rights stay, unless it is no longer a contracting authority; its membership is looked at anew."
    ),
}


def _cooperation(request: HttpRequest, pk: int) -> Cooperation:
    """A cooperation that the reader belongs to, or any for the administrator; 404 for all others."""
    actor = actor_of(request.user)
    found = Cooperation.objects.visible_to(request.user).select_related("host")
    return get_object_or_404(found if actor.is_administrator else found.filter(pk__in=actor.cooperations), pk=pk)


def _crumbs(cooperation: Cooperation, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(str(cooperation), cooperation.get_absolute_url()), *more]


def _list_crumb(cooperation: Cooperation) -> tuple[str, str]:
    return _("Changes of members"), reverse("reorganisation-list", args=[cooperation.pk])


def who(row: Reorganisation) -> str:
    """Those who join, leave, merge or are sold, in words."""
    names = ", ".join(organisation.name for organisation in row.organisations.all())
    return f"{names} → {row.successor}" if row.successor else names


COLUMNS = [
    Column("who", gettext_lazy("Who"), who, link=lambda row: row.get_absolute_url()),
    Column("kind", gettext_lazy("What"), lambda row: capfirst(row.get_kind_display()), sort="kind"),
    Column("effective_on", gettext_lazy("From"), lambda row: row.effective_on, kind="date", sort="effective_on"),
    Column(
        "status",
        gettext_lazy("Status"),
        lambda row: row.get_status_display(),
        kind="tag",
        sort="status",
        tone=lambda row: "warning" if row.hindrance else REORGANISATION_TONES[row.status],
    ),
]


def _rows(request: HttpRequest, cooperation: Cooperation) -> Any:
    found = Reorganisation.objects.visible_to(request.user).filter(cooperation=cooperation)
    return found.select_related("successor").prefetch_related("organisations")


@require_safe
@login_required
def reorganisation_list(request: HttpRequest, pk: int) -> HttpResponse:
    """What is planned and what has happened among a cooperation's members."""
    found = _cooperation(request, pk)
    return list_page(
        request,
        queryset=_rows(request, found),
        columns=COLUMNS,
        template="agreements/reorganisation_list.html",
        title=_("Changes of members of %(name)s") % {"name": found},
        default_sort="-effective_on",
        filename=_("changes-of-members"),
        noun=lambda n: ngettext("%(n)s change", "%(n)s changes", n) % {"n": number(n)},
        search_param=None,
        empty=_("Nobody has joined, left or merged yet. Plan it before its day, and see what it touches."),
        context={"cooperation": found, "may_plan": rules.may_plan(actor_of(request.user), found.pk)},
    )


def for_cooperation(request: HttpRequest, cooperation: Cooperation) -> dict[str, Any] | None:
    """The latest changes on the cooperation's page, for those who belong to it."""
    actor = actor_of(request.user)
    if not (actor.is_administrator or cooperation.pk in actor.cooperations):
        return None
    latest = _rows(request, cooperation).exclude(status=ReorganisationStatus.WITHDRAWN)[:LATEST]
    return {
        "cooperation": cooperation,
        "changes": [(row, who(row), REORGANISATION_TONES[row.status]) for row in latest],
        "may_plan": rules.may_plan(actor, cooperation.pk),
    }


@login_required
def reorganisation_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose what happens, say it, look at what it does, and plan it."""
    found = _cooperation(request, pk)
    require(rules.may_plan(actor_of(request.user), found.pk))
    crumbs = _crumbs(found, _list_crumb(found))
    kind, decision = request.GET.get("kind", ""), request.GET.get("decision", "")
    if kind not in FORMS:
        kinds = [(choice, capfirst(str(choice.label)), words) for choice, words in KINDS.items()]
        page = {"cooperation": found, "kinds": kinds, "breadcrumbs": crumbs, "decision": decision}
        return render(request, "agreements/reorganisation_kinds.html", page)
    form = FORMS[kind](request.POST or None, user=request.user, cooperation_id=found.pk, initial={"decision": decision})
    effects: tuple[Effect, ...] | None = None
    if request.method == "POST" and form.is_valid():
        data, confirmed = form.data_of(), "confirm" in request.POST
        try:
            effects = services.foresee(by=request.user, cooperation=found, data=data)
            if confirmed:
                row = services.plan(by=request.user, cooperation_id=found.pk, data=data, mark=form.cleaned_data["mark"])
                done = row.status == ReorganisationStatus.IN_EFFECT
                messages.success(request, _("It is in effect.") if done else _("It is planned."))
                return redirect(row)
        except Refused as refused:
            explain(form, refused)
    if effects is not None:
        form.data = form.data.copy()
        form.data["mark"] = services.mark_of(effects)
    page = {
        "cooperation": found,
        "form": form,
        "title": capfirst(str(ReorganisationKind(kind).label)),
        "lead": KINDS[ReorganisationKind(kind)],
        "breadcrumbs": crumbs,
        "cancel": reverse("reorganisation-list", args=[found.pk]),
        "sections": sections(effects, found.jurisdiction) if effects is not None else None,
        "at_once": effects is not None and form.cleaned_data["effective_on"] <= timezone.localdate(),
    }
    return render(request, "agreements/reorganisation_new.html", page)


def _reorganisation(request: HttpRequest, pk: int) -> Reorganisation:
    rows = Reorganisation.objects.visible_to(request.user).prefetch_related("organisations")
    related = ("cooperation", "decision__meeting", "successor", "from_owner", "to_owner", "created_by")
    return get_object_or_404(rows.select_related(*related), pk=pk)


@require_safe
@login_required
def reorganisation(request: HttpRequest, pk: int) -> HttpResponse:
    """One change: what it was to do when it was planned, or what it did."""
    found = _reorganisation(request, pk)
    actor = actor_of(request.user)
    happened = found.status == ReorganisationStatus.IN_EFFECT
    effects, hidden = seen_by(request.user, from_json(found.outcome if happened else found.preview))
    page = {
        "found": found,
        "title": f"{capfirst(found.get_kind_display())}: {who(found)}",
        "breadcrumbs": _crumbs(found.cooperation, _list_crumb(found.cooperation)),
        "tone": REORGANISATION_TONES[found.status],
        "happened": happened,
        "differs": happened and found.outcome != found.preview,
        "sections": sections(effects, found.cooperation.jurisdiction),
        "hidden": hidden,
        "may_plan": rules.may_plan(actor, found.cooperation_id),
        "withdrawing": rules.may_withdraw(actor, found, timezone.localdate()),
        "history": history.entries(found) if rules.may_plan(actor, found.cooperation_id) else None,
    }
    return render(request, "agreements/reorganisation.html", page)


@login_required
def reorganisation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a plan back before its day."""
    found = _reorganisation(request, pk)
    require(rules.may_withdraw(actor_of(request.user), found, timezone.localdate()))
    return form_page(
        request,
        WithdrawForm(request.POST or None, user=request.user, initial={"version": found.version}),
        save=lambda said: services.withdraw(by=request.user, reorganisation_id=found.pk, **said),
        title=_("Withdraw the plan"),
        lead=_("Nothing of it has been written yet, so everything stays as it is."),
        submit=_("Withdraw the plan"),
        message=_("The plan is withdrawn."),
        obj=found,
        breadcrumbs=_crumbs(found.cooperation, _list_crumb(found.cooperation), (who(found), found.get_absolute_url())),
        cancel=found.get_absolute_url(),
    )
