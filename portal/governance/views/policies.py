"""Policies: the list, a policy's page, adopting and repealing."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.files.models import StoredFile
from portal.governance.filters.policies import PolicyFilter, state_of
from portal.governance.forms.policies import PolicyForm, RepealForm
from portal.governance.models import Decision, Policy
from portal.governance.services import policies as services
from portal.governance.views.common import crumbs, own_cooperation
from portal.law.periods import State
from portal.organisations import rules
from portal.web import formats, history
from portal.web.columns import Column
from portal.web.form_page import form_page
from portal.web.lists import list_page
from portal.web.lookups import whole_number

TONES = {State.IN_FORCE: "success", State.UPCOMING: "info", State.EXPIRED: "neutral"}


def _word(policy: Policy) -> str:
    words = {State.IN_FORCE: _("in force"), State.UPCOMING: _("upcoming"), State.EXPIRED: _("ended")}
    return words[state_of(policy, timezone.localdate())]


def binds(policy: Policy) -> str:
    """Whom a policy binds, in words."""
    return ", ".join(
        word
        for bound, word in (
            (policy.binds_administrations, _("the members' administrations")),
            (policy.binds_companies, _("the members' companies")),
        )
        if bound
    )


@require_safe
def policy_list(request: HttpRequest) -> HttpResponseBase:
    """The policies that the reader sees, those in force and those before."""
    office = actor_of(request.user).office
    columns = [
        Column("title", _("Policy"), lambda p: p.title, sort="title", link=Policy.get_absolute_url),
        Column("cooperation", _("Cooperation"), lambda p: p.cooperation.name, sort="cooperation__name"),
        Column("binds", _("Binds"), binds),
        Column("valid_from", _("In force from"), lambda p: p.valid_from, "date", sort="valid_from"),
        Column("valid_to", _("In force to"), lambda p: p.valid_to, "date", sort="valid_to"),
        Column("state", _("State"), _word, "tag", tone=lambda p: TONES[state_of(p, timezone.localdate())]),
        Column("decision", _("Decision"), lambda p: p.decision.title, only="file"),
    ]
    return list_page(
        request,
        queryset=Policy.objects.visible_to(request.user).select_related("cooperation", "decision"),
        filterset_class=PolicyFilter,
        columns=columns,
        facets=lambda request, filterset, found: filterset.facets(request),
        template="governance/policies/list.html",
        title=_("Policies"),
        default_sort="title",
        filename=_("policies"),
        noun=lambda n: ngettext("%(n)s policy", "%(n)s policies", n) % {"n": formats.number(n)},
        search_label=_("Search policies"),
        empty=_("No policy is in force. A policy is listed here when a decision has adopted it."),
        context={"adopts_in": min(office) if len(office) == 1 else None},
    )


def _seen(request: HttpRequest, pk: int) -> Policy:
    seen = Policy.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("cooperation", "decision__meeting", "file", "replaces"), pk=pk)


@require_safe
def policy(request: HttpRequest, pk: int) -> HttpResponse:
    """A policy: what it says, whom it binds, since when and by which decision."""
    found = _seen(request, pk)
    may_end = bool(rules.may_coordinate(actor_of(request.user), found.cooperation_id))
    seen, decisions = Policy.objects.visible_to(request.user), Decision.objects.visible_to(request.user)
    return render(
        request,
        "governance/policies/policy.html",
        {
            "policy": found,
            "binds": binds(found),
            "state": _word(found),
            "tone": TONES[state_of(found, timezone.localdate())],
            "breadcrumbs": [*crumbs(found.cooperation), (_("Policies"), reverse("policy-list"))],
            "replaces": seen.filter(pk=found.replaces_id).first() if found.replaces_id else None,
            "replaced_by": seen.filter(replaces=found).first(),
            "ended_by": decisions.filter(pk=found.ended_by_id).first() if found.ended_by_id else None,
            "may_end": may_end,
            "history": history.entries(found) if may_end else None,
        },
    )


@login_required
def policy_adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a policy be in force by a decision."""
    found = own_cooperation(request, pk)
    require(rules.may_coordinate(actor_of(request.user), found.pk))
    by_decision = whole_number(request.GET.get("decision", ""))
    decision = Decision.objects.visible_to(request.user).filter(pk=by_decision).first()
    initial = {
        "binds_administrations": True,
        "decision": decision,
        "valid_from": decision.takes_effect_on if decision else timezone.localdate(),
        "replaces": request.GET.get("replaces"),
    }
    form = PolicyForm(
        request.POST or None, request.FILES or None, user=request.user, initial=initial, cooperation_id=found.pk
    )
    return form_page(
        request,
        form,
        save=lambda _said: services.adopt_policy(by=request.user, cooperation_id=found.pk, data=form.policy_data()),
        title=_("Adopt a policy"),
        lead=_("A policy is never edited: what is decided otherwise later replaces it from its day."),
        submit=_("Adopt the policy"),
        message=_("The policy is adopted."),
        breadcrumbs=[*crumbs(found), (_("Policies"), reverse("policy-list"))],
        cancel=reverse("policy-list"),
        done=Policy.get_absolute_url,
    )


@login_required
def policy_repeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a policy end by a decision, with none in its place."""
    found = _seen(request, pk)
    require(rules.may_coordinate(actor_of(request.user), found.cooperation_id))
    form = RepealForm(request.POST or None, user=request.user, cooperation_id=found.cooperation_id)
    return form_page(
        request,
        form,
        save=lambda said: services.repeal_policy(
            by=request.user, policy_id=found.pk, decision=said["decision"], last_day=said["last_day"]
        ),
        title=_("Repeal %(name)s") % {"name": found},
        lead=_("Where another policy takes its place, adopt that one and name this as the one it replaces."),
        submit=_("Repeal the policy"),
        message=_("Saved."),
        breadcrumbs=[*crumbs(found.cooperation), (_("Policies"), reverse("policy-list")), *crumbs(found)],
        cancel=found.get_absolute_url(),
        done=Policy.get_absolute_url,
    )


def may_see_file(user: object, file: StoredFile) -> bool:
    """A policy's file is seen by whoever sees the policy."""
    return Policy.objects.visible_to(user).filter(file=file).exists()
