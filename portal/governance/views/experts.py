"""The register of experts: the list, an expert's page, keeping an entry, and the person's consent."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.governance.filters.experts import ExpertFilter
from portal.governance.forms.experts import ConsentForm, ExpertForm, RecommendationForm, initial_of
from portal.governance.models import Expert
from portal.governance.rules import experts as rules
from portal.governance.services import experts as services
from portal.governance.states.experts import EXPERT_TONES, ExpertState
from portal.governance.views.common import own_cooperation
from portal.organisations.models import Cooperation
from portal.reference.collation import alphabet_for
from portal.reference.querysets import label_field
from portal.web import formats, history
from portal.web.columns import Column, tag
from portal.web.form_page import form_page
from portal.web.lists import list_page
from portal.workflow.errors import Refused


def trail(*more: tuple[Any, str]) -> list[tuple[Any, str]]:
    """The way to a page of the register."""
    return [(_("Experts"), reverse("expert-list")), *more]


def works_for(expert: Expert) -> str:
    """The member or firm that somebody works for."""
    return expert.organisation.name if expert.organisation else expert.firm


@require_safe
@login_required
def expert_list(request: HttpRequest) -> HttpResponseBase:
    """The experts that the reader's organisation may turn to."""
    actor = actor_of(request.user)
    seen = Expert.objects.visible_to(request.user)
    if not (actor.is_administrator or actor.cooperations or seen.exists()):
        raise Http404
    adds_in = [
        row
        for row in Cooperation.objects.filter(pk__in=actor.cooperations).order_by("name")
        if rules.may_add(actor, row.pk)
    ]
    label = label_field(get_language())
    return list_page(
        request,
        queryset=seen.in_use().select_related("organisation", "cooperation").prefetch_related("cpvs"),
        filterset_class=ExpertFilter,
        columns=[
            Column("called", _("Name"), lambda e: e.called, sort=("name", "firm"), link=Expert.get_absolute_url),
            Column("title", pgettext("job", "Title"), lambda e: e.title, only="file"),
            Column("works_for", _("Works for"), lambda e: works_for(e) if e.is_person else ""),
            Column("kind", _("Kind of knowledge"), lambda e: e.get_kind_display(), sort="kind"),
            Column("cpvs", _("Categories"), lambda e: ", ".join(getattr(cpv, label) for cpv in e.cpvs.all())),
            Column("knowledge", _("Knows about"), lambda e: e.knowledge, only="file"),
            Column("email", _("E-mail address"), lambda e: e.email, only="file"),
            Column("phone", _("Telephone"), lambda e: e.phone, only="file"),
            tag("state", _("State"), EXPERT_TONES),
        ],
        facets=lambda request, filterset, found: filterset.facets(request),
        template="governance/experts/list.html",
        title=_("Experts"),
        default_sort="called",
        filename=_("experts"),
        noun=lambda n: ngettext("%(n)s expert", "%(n)s experts", n) % {"n": formats.number(n)},
        search_label=_("Search by knowledge, category or name"),
        empty=_("No expert is shared. Add the lawyers, consultants and colleagues that others could turn to."),
        context={"adds_in": adds_in},
    )


def expert_of(request: HttpRequest, pk: int) -> Expert:
    """An expert that the reader sees; 404 for all others."""
    seen = Expert.objects.visible_to(request.user)
    related = ("cooperation", "organisation", "user", "consent_recorded_by", "created_by")
    return get_object_or_404(seen.select_related(*related), pk=pk)


@require_safe
@login_required
def expert(request: HttpRequest, pk: int) -> HttpResponse:
    """An expert: what about, how to reach, on which terms, who recommends, and by which consent it is shared."""
    found, actor = expert_of(request, pk), actor_of(request.user)
    may_keep = bool(rules.may_keep(actor, found))
    label = label_field(get_language())
    return render(
        request,
        "governance/experts/expert.html",
        {
            "expert": found,
            "tone": EXPERT_TONES[ExpertState(found.state)],
            "works_for": works_for(found),
            "is_own": found.user_id == request.user.pk,
            "categories": [(cpv.code, getattr(cpv, label)) for cpv in found.cpvs.all()],
            "shared_with": found.shared_with.all(),
            "recommendations": found.recommendations.select_related("user", "organisation"),
            "may_keep": may_keep,
            "may_consent": bool(rules.may_consent(actor, found)),
            "may_withdraw": bool(rules.may_withdraw(actor, found)),
            "may_recommend": bool(rules.may_recommend(actor, found)),
            "breadcrumbs": trail(),
            "history": history.entries(found) if may_keep or found.cooperation_id in actor.office else None,
        },
    )


@login_required
def expert_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an expert."""
    cooperation = own_cooperation(request, pk)
    require(rules.may_add(actor_of(request.user), cooperation.pk))
    form = ExpertForm(
        request.POST or None,
        user=request.user,
        cooperation_id=cooperation.pk,
        alphabet=alphabet_for(get_language() or ""),
    )
    return form_page(
        request,
        form,
        save=lambda _said: services.register(by=request.user, cooperation_id=cooperation.pk, data=form.expert_data()),
        title=_("Add an expert"),
        lead=_("A person is shared only after agreeing to it; until then hardly anybody sees the entry."),
        submit=_("Add"),
        message=_("The expert is in the register."),
        breadcrumbs=trail(),
        cancel=reverse("expert-list"),
    )


@login_required
def expert_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an entry."""
    found = expert_of(request, pk)
    require(rules.may_keep(actor_of(request.user), found))
    form = ExpertForm(
        request.POST or None,
        user=request.user,
        initial=initial_of(found),
        cooperation_id=found.cooperation_id,
        alphabet=alphabet_for(get_language() or ""),
    )
    return form_page(
        request,
        form,
        save=lambda said: services.change(
            by=request.user, expert_id=found.pk, version=said["version"] or 0, data=form.expert_data()
        ),
        title=_("Edit %(name)s") % {"name": found.called},
        submit=_("Save"),
        message=_("Saved."),
        obj=found,
        breadcrumbs=trail((found.called, found.get_absolute_url())),
        cancel=found.get_absolute_url(),
    )


@login_required
def expert_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to be shared, or record that the person has agreed."""
    found = expert_of(request, pk)
    require(rules.may_consent(actor_of(request.user), found))
    is_own = found.user_id == request.user.pk
    return form_page(
        request,
        ConsentForm(request.POST or None, user=request.user, initial={"given_on": timezone.localdate()}),
        save=lambda said: services.record_consent(by=request.user, expert_id=found.pk, **said),
        title=_("Agree to be shared") if is_own else _("Record the consent of %(name)s") % {"name": found.called},
        lead=_(
            "Name, title, addresses and knowledge are shown to the members of %(name)s. It can be withdrawn any time."
        )
        % {"name": found.cooperation},
        submit=_("I agree") if is_own else _("Record the consent"),
        message=_("The expert is shared."),
        breadcrumbs=trail((found.called, found.get_absolute_url())),
        cancel=found.get_absolute_url(),
    )


def _settled(request: HttpRequest, pk: int, rule: Any, work: Any, told: str) -> HttpResponse:
    """A step that a button on the expert's page takes, after which the page may not be the reader's any more."""
    found = expert_of(request, pk)
    require(rule(actor_of(request.user), found))
    try:
        work(by=request.user, expert_id=found.pk)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(found)
    messages.success(request, told)
    return redirect("expert-list")


@require_POST
@login_required
def expert_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a person's consent, or say no."""
    told = _("What told who the person is has been wiped.")
    return _settled(request, pk, rules.may_withdraw, services.withdraw_consent, told)


@require_POST
@login_required
def expert_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an expert out of the register."""
    return _settled(request, pk, rules.may_keep, services.remove, pgettext("expert", "Removed from the register."))


@login_required
def expert_recommend(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what one's own organisation has learned of an expert."""
    found = expert_of(request, pk)
    require(rules.may_recommend(actor_of(request.user), found))
    own = found.recommendations.filter(user=request.user).first()
    return form_page(
        request,
        RecommendationForm(request.POST or None, user=request.user, initial={"text": own.text if own else ""}),
        save=lambda said: services.recommend(by=request.user, expert_id=found.pk, text=said["text"]),
        title=_("Recommend %(name)s") % {"name": found.called},
        submit=_("Recommend"),
        message=_("Thank you: others see your recommendation."),
        breadcrumbs=trail((found.called, found.get_absolute_url())),
        cancel=found.get_absolute_url(),
        done=found.get_absolute_url(),
    )
