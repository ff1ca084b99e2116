"""Mini-competitions: the list, the draft, and their course until somebody is called off from.

Every page begins with what the reader may know (rule 8): the evaluators' page, the page of those who may look after the
decision, and that of an invited supplier are three views of one address.
"""

from typing import Any

import django_filters
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from agreements.filters import Values, identity, one_of
from agreements.forms.competitions import AnswerForm, AwardForm, CancelForm, CompetitionForm
from agreements.forms.steps import VersionForm
from agreements.lists import AGREEMENT, FacetFilter, sections, with_options
from agreements.models import Agreement, CompetitionInvitation, Lot, MiniCompetition
from agreements.rules import call_offs as call_off_rules
from agreements.rules import competitions as rules
from agreements.services import competitions as services
from agreements.states import CallOffMethod
from agreements.states.call_offs import COMPETITION_TONES, CallOffStatus, CompetitionStatus
from agreements.views import buyers
from portal.accounts.access import require
from portal.accounts.actor import Actor, actor_of
from portal.files.models import StoredFile
from portal.files.services import store_upload
from portal.law.frameworks.competitions import standstill
from portal.web import formats, history
from portal.web.columns import Column, tag
from portal.web.form_page import form_page
from portal.web.lists import Facet, list_page
from portal.web.lookups import whole_number


def may_see_file(user: Any, file: StoredFile) -> bool:
    """Whether an answer that the user may see points at the file."""
    competitions = MiniCompetition.objects.answers_seen_by(user)
    return CompetitionInvitation.objects.filter(file=file, competition__in=competitions).exists()


class CompetitionFilter(FacetFilter):
    """What of the mini-competitions is asked for."""

    q = django_filters.CharFilter(field_name="title", lookup_expr="icontains", label=lazy("Search"))
    status = Values(lazy("Status"), one_of(*CompetitionStatus), "among")
    buyer = Values(lazy("Buyer"), identity, "among")
    agreement = Values(lazy("Agreement"), identity, "among")
    narrows = {"status": "status", "buyer": "buyer", "agreement": "agreement"}

    class Meta:
        model = MiniCompetition
        fields: list[str] = []


COLUMNS = [
    Column("title", lazy("What is bought"), lambda c: c.title, sort="title", link=MiniCompetition.get_absolute_url),
    Column("buyer", lazy("Buyer"), lambda c: c.buyer.name, sort="buyer__name"),
    AGREEMENT,
    Column("deadline", lazy("Answers by"), lambda c: c.deadline, "datetime", sort="deadline"),
    tag("status", lazy("Status"), COMPETITION_TONES),
]


@require_safe
@login_required
def mini_competition_list(request: HttpRequest) -> HttpResponse:
    """The mini-competitions that the reader holds, judges, may look back on, or was invited to."""
    actor = actor_of(request.user)
    if not rules.may_list(actor):
        raise PermissionDenied(
            _("Mini-competitions are seen by buyers, the invited suppliers and, once decided, the office.")
        )

    def facets(request: HttpRequest, filterset: CompetitionFilter, found: QuerySet) -> list[Facet]:
        return with_options(
            [
                filterset.facet(request, "status", dict(CompetitionStatus.choices)),
                filterset.named_facet(request, "buyer", "buyer__name"),
                filterset.named_facet(request, "agreement", "agreement__title"),
            ]
        )

    return list_page(
        request,
        queryset=MiniCompetition.objects.known_to(request.user).select_related("agreement", "buyer"),
        filterset_class=CompetitionFilter,
        columns=COLUMNS,
        facets=facets,
        template="agreements/competitions/list.html",
        title=_("Mini-competitions"),
        default_sort="-deadline",
        filename=_("mini-competitions"),
        noun=lambda n: ngettext("%(n)s mini-competition", "%(n)s mini-competitions", n) % {"n": formats.number(n)},
        search_label=_("Search what is bought"),
        empty=_("None yet. One is held from an agreement whose lot is called off by mini-competition.")
        if rules.may_begin(actor)
        else _("You have not been invited to any mini-competition yet.")
        if actor.suppliers
        else _("None has been decided yet. Until then nobody but its evaluators sees one."),
        context={"sections": sections(actor, "mini-competition-list"), "may_begin": bool(rules.may_begin(actor))},
    )


@login_required
def mini_competition_new(request: HttpRequest) -> HttpResponse:
    """Draft a mini-competition in a lot; without one in the address the page offers the lots that are called off so."""
    actor = actor_of(request.user)
    require(rules.may_begin(actor))
    asked = request.GET.get("lot", "")
    if not asked:
        page = {"lots": _lots_to_compete_in(request, actor)}
        return render(request, "agreements/competitions/begin.html", page)
    seen = Lot.objects.filter(agreement__in=Agreement.objects.visible_to(request.user))
    lot = get_object_or_404(seen.select_related("agreement"), pk=whole_number(asked))
    require(rules.can_be_held(lot.agreement, lot))
    offered = buyers.own(actor)
    buyer = buyers.chosen(request, offered)
    form = CompetitionForm(
        request.POST or None,
        user=request.user,
        lot=lot,
        buyer=buyer,
        initial={"title": request.GET.get("title", "")[:250]},
    )
    return form_page(
        request,
        form,
        save=lambda said: services.draft(by=request.user, data=form.competition_data()),
        title=_("Hold a mini-competition"),
        submit=_("Save the draft"),
        cancel=lot.agreement.get_absolute_url(),
        message=_("The draft is saved. Nobody has been invited yet."),
        lead=_("All suppliers of the lot are asked again, for this purchase. A title is enough for a draft."),
        breadcrumbs=[
            (_("Mini-competitions"), reverse("mini-competition-list")),
            (lot.agreement.title, lot.agreement.get_absolute_url()),
        ],
        template="agreements/competitions/new.html",
        context={"lot": lot, "buyer": buyer, "buyers": offered},
    )


def _lots_to_compete_in(request: HttpRequest, actor: Actor) -> QuerySet[Lot]:
    """The lots in force that the reader's organisations call off from by mini-competition."""
    in_force = Agreement.objects.visible_to(request.user).in_force(timezone.localdate())
    usable = in_force.open_to(call_off_rules.buys_for(actor), timezone.localdate())
    lots = Lot.objects.filter(agreement__in=usable.values("pk"), call_off_method=CallOffMethod.MINI_COMPETITION)
    return lots.select_related("agreement").order_by("agreement__sort_sv", "position")


def _seen(request: HttpRequest, pk: int) -> MiniCompetition:
    """One that the reader holds, judges or may look back on; 404 for everybody else, invited suppliers too."""
    related = ("agreement__cooperation", "lot__agreement", "buyer", "unit", "winner", "created_by")
    seen = MiniCompetition.objects.visible_to(request.user).select_related(*related)
    return get_object_or_404(seen.prefetch_related("evaluators"), pk=pk)


@require_safe
@login_required
def mini_competition(request: HttpRequest, pk: int) -> HttpResponse:
    """A mini-competition: the page of its evaluators and, once decided, of the buyer's people and the office; or what
    an invited supplier may know."""
    if not MiniCompetition.objects.visible_to(request.user).filter(pk=pk).exists():
        return _supplier_page(request, pk)
    found, actor = _seen(request, pk), actor_of(request.user)
    answers_seen = MiniCompetition.objects.answers_seen_by(request.user).filter(pk=pk).exists()
    page = {
        "competition": found,
        "tone": COMPETITION_TONES[found.status],
        "invitations": found.invitations.select_related("supplier", "file") if answers_seen else None,
        "opened": found.deadline is not None and timezone.now() >= found.deadline,
        "may_record": rules.may_record(actor, found),
        "actions": _actions(actor, found),
        "standstill": standstill(found.agreement.cooperation.jurisdiction),
        "call_off_url": _call_off_url(actor, found),
        "call_off": found.call_offs.exclude(status=CallOffStatus.CANCELLED).first(),
        "history": history.entries(found) if answers_seen else None,
    }
    return render(request, "agreements/competitions/competition.html", page)


def _actions(actor: Actor, found: MiniCompetition) -> list[dict[str, Any]]:
    """The buttons of those who run it, each with the answer of its rule; those that the status has passed are gone."""
    steps = {
        CompetitionStatus.DRAFT: [
            ("mini-competition-invite", _("Invite the suppliers"), rules.may_invite(actor, found)),
            ("mini-competition-edit", _("Edit"), rules.may_edit(actor, found)),
            ("mini-competition-cancel", _("Cancel it"), rules.may_cancel(actor, found)),
        ],
        CompetitionStatus.INVITED: [
            ("mini-competition-award", _("Decide"), rules.may_award(actor, found)),
            ("mini-competition-cancel", _("Cancel it"), rules.may_cancel(actor, found)),
        ],
    }
    return [{"name": name, "label": label, "answer": answer} for name, label, answer in steps.get(found.status, [])]


def _call_off_url(actor: Actor, found: MiniCompetition) -> str:
    """Where the winner is called off from; '' for who may not, and before the award."""
    if found.status != CompetitionStatus.AWARDED:
        return ""
    if not call_off_rules.may_call_off_for(actor, found.agreement, found.buyer_id):
        return ""
    return f"{reverse('call-off-new')}?competition={found.pk}"


def _supplier_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What an invited supplier knows: the request, the deadline and, after the decision, who won and why. Never who
    else was asked, nor what anybody answered."""
    sent = MiniCompetition.objects.sent_to(request.user).select_related("agreement", "lot", "buyer", "unit", "winner")
    found = get_object_or_404(sent, pk=pk)
    page = {
        "competition": found,
        "tone": COMPETITION_TONES[found.status],
        "won": found.winner_id in actor_of(request.user).suppliers,
        "closed": found.deadline is not None and timezone.now() >= found.deadline,
    }
    return render(request, "agreements/competitions/invited.html", page)


def _breadcrumbs(found: MiniCompetition) -> list[tuple[str, str]]:
    return [(_("Mini-competitions"), reverse("mini-competition-list")), (found.title, found.get_absolute_url())]


@login_required
def mini_competition_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _seen(request, pk)
    require(rules.may_edit(actor_of(request.user), found))
    names = ("title", "description", "estimated_value", "deadline", "answer_to", "version")
    form = CompetitionForm(
        request.POST or None,
        user=request.user,
        lot=found.lot,
        buyer=found.buyer,
        initial={
            **{name: getattr(found, name) for name in names},
            "unit": found.unit_id,
            "evaluators": [person.pk for person in found.evaluators.all()],
        },
    )
    return form_page(
        request,
        form,
        save=lambda said: services.edit(
            by=request.user, competition_id=pk, version=said["version"] or 0, data=form.competition_data()
        ),
        title=_("Edit the mini-competition"),
        submit=_("Save the draft"),
        cancel=found.get_absolute_url(),
        message=_("The draft is saved."),
        breadcrumbs=_breadcrumbs(found),
        obj=found,
    )


@login_required
def mini_competition_invite(request: HttpRequest, pk: int) -> HttpResponse:
    found = _seen(request, pk)
    require(rules.may_invite(actor_of(request.user), found))
    return form_page(
        request,
        VersionForm(request.POST or None, initial={"version": found.version}),
        save=lambda said: services.invite(by=request.user, competition_id=pk, version=said["version"]),
        title=_("Invite the suppliers"),
        submit=_("Send the invitations"),
        cancel=found.get_absolute_url(),
        message=_("The suppliers are invited by e-mail."),
        lead=_("Every supplier of the lot gets the same request by e-mail. It cannot be changed afterwards."),
        breadcrumbs=_breadcrumbs(found),
        obj=found,
        template="agreements/competitions/invite.html",
        context={"competition": found, "places": found.lot.suppliers.select_related("supplier")},
    )


@login_required
def mini_competition_answer(request: HttpRequest, pk: int, supplier: int) -> HttpResponse:
    """Record what one of the invited answered."""
    found = _seen(request, pk)
    require(rules.may_record(actor_of(request.user), found))
    invitation = get_object_or_404(found.invitations.select_related("supplier"), supplier=supplier)

    @transaction.atomic
    def save(said: dict[str, Any]) -> MiniCompetition:
        file = store_upload(by=request.user, upload=said["file"]) if said["file"] else None
        services.record_answer(by=request.user, competition_id=pk, data=form.answer_data(supplier, file))
        return found

    names = ("received_at", "price", "points", "note")
    form = AnswerForm(
        request.POST or None,
        request.FILES or None,
        user=request.user,
        currency=found.agreement.currency,
        initial={"kind": invitation.answer, **{name: getattr(invitation, name) for name in names}},
    )
    return form_page(
        request,
        form,
        save=save,
        title=_("Answer of %(supplier)s") % {"supplier": invitation.supplier},
        submit=_("Record the answer"),
        cancel=found.get_absolute_url(),
        message=_("The answer is recorded."),
        breadcrumbs=_breadcrumbs(found),
    )


@login_required
def mini_competition_award(request: HttpRequest, pk: int) -> HttpResponse:
    found = _seen(request, pk)
    require(rules.may_award(actor_of(request.user), found))
    form = AwardForm(request.POST or None, user=request.user, competition=found, initial={"version": found.version})
    return form_page(
        request,
        form,
        save=lambda said: services.award(
            by=request.user,
            competition_id=pk,
            version=said["version"],
            winner_id=said["winner"],
            reason=said["reason"],
        ),
        title=_("Decide the mini-competition"),
        submit=_("Award"),
        cancel=found.get_absolute_url(),
        message=_("The mini-competition is decided, and every invited supplier is told."),
        lead=_("From now on the buyer's people and the cooperation's office see what came in."),
        breadcrumbs=_breadcrumbs(found),
        obj=found,
        template="agreements/competitions/award.html",
        context={
            "competition": found,
            "invitations": found.invitations.select_related("supplier"),
            "standstill": standstill(found.agreement.cooperation.jurisdiction),
        },
    )


@login_required
def mini_competition_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = _seen(request, pk)
    require(rules.may_cancel(actor_of(request.user), found))
    return form_page(
        request,
        CancelForm(request.POST or None, user=request.user, initial={"version": found.version}),
        save=lambda said: services.cancel(
            by=request.user, competition_id=pk, version=said["version"], reason=said["reason"]
        ),
        title=_("Cancel the mini-competition"),
        submit=_("Cancel the mini-competition"),
        cancel=found.get_absolute_url(),
        message=_("The mini-competition is cancelled, and the invited suppliers are told."),
        lead=_("Nobody is called off from. What came in stays with the evaluators."),
        breadcrumbs=_breadcrumbs(found),
        obj=found,
        context={"back": _("Back")},
    )
