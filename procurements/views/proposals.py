"""The backlog: what members propose to procure together, their votes and comments, and what is gathered into one."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, QuerySet
from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from agreements.columns import categories
from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.governance.models import Meeting
from portal.organisations.models import Cooperation, Organisation
from portal.web import formats, history
from portal.web.form_page import form_page
from portal.web.lists import Facet, facet, list_page
from portal.web.lookups import whole_number
from portal.web.presses import pressed
from procurements.filters.proposals import ProposalFilter
from procurements.forms.proposals import CommentForm, MergeForm, NeedsForm, ProposalForm, initial_of
from procurements.models import Need, Procurement, Proposal, Workshop
from procurements.proposals.askers import needs_behind
from procurements.proposals.backlog import TONES, columns, wishes_columns
from procurements.proposals.electorate import Electorate
from procurements.proposals.gathering import needs_like
from procurements.rules import needs as need_rules
from procurements.rules import proposals as rules
from procurements.services import proposals as services
from procurements.services import voting
from procurements.states.proposals import Area, Effort, Priority, ProposalState, VoteValue

#: So many proposals or needs that are alike are offered for gathering.
MOST_ALIKE = 8

SHOWN = ("cooperation", "cpv", "organisation", "proposed_by", "meeting", "workshop")


def crumbs(*more: Proposal) -> list[tuple[Any, str]]:
    """The way to a page of a proposal."""
    return [(_("Proposals"), reverse("proposal-list")), *((row.title, row.get_absolute_url()) for row in more)]


@require_safe
@login_required
def proposal_list(request: HttpRequest) -> HttpResponse:
    """The working group's backlog, and what became of what was decided; for those who belong to the cooperation."""
    actor = actor_of(request.user)
    require(rules.may_read(actor))
    found = Proposal.objects.visible_to(request.user).select_related("cooperation", "organisation", "meeting")
    return list_page(
        request,
        # Whatever few rows of large tables a page names is read by their ids: joined, the whole CPV would be.
        queryset=found.prefetch_related("votes", "cpv", "proposed_by").by_rank(),
        filterset_class=ProposalFilter,
        facets=_facets,
        columns=columns(Electorate(timezone.localdate()), rules.all_votes_of(actor)),
        template="procurements/proposals/list.html",
        results_template="procurements/proposals/list_results.html",
        title=_("Proposals"),
        own_order=_("Awaiting first, by priority"),
        filename=_("proposals"),
        search_label=_("Search by what is proposed or for whom"),
        noun=lambda n: ngettext("%(n)s proposal", "%(n)s proposals", n) % {"n": formats.number(n)},
        empty=_(
            "Nothing has been proposed. Propose what the members may procure together, or gather it at a workshop."
        ),
        context={
            "may_propose": bool(rules.may_begin(actor)),
            "may_report": bool(need_rules.may_begin(actor)) and not actor.office,
            "may_record": bool(actor.office),
            "tabs": tabs_of("all"),
            "tones": TONES,
        },
    )


def tabs_of(current: str) -> list[tuple[Any, str, bool]]:
    """The whole backlog, what the reader asked for, and the workshops from which much of it comes."""
    return [
        (_("All proposals"), reverse("proposal-list"), current == "all"),
        (_("My proposals"), reverse("proposal-mine"), current == "own"),
        (_("Workshops"), reverse("workshop-list"), current == "workshops"),
    ]


def _facets(request: HttpRequest, filterset: ProposalFilter, found: QuerySet) -> list[Facet]:
    """The facets with their counts; each leaves its own choice out."""

    def counted(param: str, value: Any) -> dict[Any, int]:
        return dict(filterset.narrowed(param).order_by().values_list(value).annotate(n=Count("pk")))

    def chosen_from(param: str, model: Any) -> list[tuple[Any, Any, int]]:
        # An address may name what stands in another cooperation: its title is not told.
        tally = counted(param, param)
        named = {*tally, *filterset.chosen.get(param, ())} - {None}
        rows = model.objects.visible_to(request.user).filter(pk__in=named) if named else ()
        return [(row.pk, str(row), tally.get(row.pk, 0)) for row in rows]

    actor = actor_of(request.user)
    divisions = counted("category", Left("cpv", 2))
    choices: dict[str, list[tuple[Any, Any, int]]] = {}
    if rules.all_votes_of(actor):
        today = timezone.localdate()
        unvoted = filterset.narrowed("unvoted").awaiting(rules.all_votes_of(actor), today).count()
        choices["unvoted"] = [("1", _("yes"), unvoted)]
    for param, known in (("state", ProposalState), ("priority", reversed(Priority)), ("area", Area)):
        tally = counted(param, param)
        choices[param] = [(value, value.label, tally.get(value, 0)) for value in known]
    choices["category"] = [(code, label, divisions[code]) for code, label in categories().items() if code in divisions]
    tally = counted("effort", "effort")
    choices["effort"] = [(value, value.label, tally.get(value, 0)) for value in Effort]
    choices["organisation"] = chosen_from("organisation", Organisation)
    choices["workshop"] = chosen_from("workshop", Workshop)
    choices["meeting"] = chosen_from("meeting", Meeting)
    if len(actor.cooperations) > 1 or actor.is_administrator:
        choices["cooperation"] = chosen_from("cooperation", Cooperation)
    return [facet(request, param, filterset.filters[param].label, rows) for param, rows in choices.items() if rows]


@require_safe
@login_required
def proposal_mine(request: HttpRequest) -> HttpResponse:
    """What the reader asked for, by proposing it or by a need that became part of it, and what was answered."""
    actor = actor_of(request.user)
    require(rules.may_read(actor))
    found = Proposal.objects.visible_to(request.user).asked_by(request.user)
    shown = ("decision__meeting", "national_agreement", "procurement", "merged_into__decision__meeting")
    return list_page(
        request,
        queryset=found.select_related(*SHOWN, *shown).order_by("-pk"),
        columns=wishes_columns(),
        template="procurements/proposals/mine.html",
        results_template="procurements/proposals/mine_results.html",
        title=_("My proposals"),
        own_order=_("Latest first"),
        filename=_("my-proposals"),
        search_param=None,
        noun=lambda n: ngettext("%(n)s proposal", "%(n)s proposals", n) % {"n": formats.number(n)},
        empty=_("You have proposed nothing yet, and no need that you reported is part of a proposal."),
        context={
            "may_propose": bool(rules.may_begin(actor)),
            "may_report": bool(need_rules.may_begin(actor)) and not actor.office,
            "tones": TONES,
            "tabs": tabs_of("own"),
        },
    )


@login_required
def proposal_new(request: HttpRequest) -> HttpResponse:
    """Propose something; the address may name the need from which it comes."""
    require(rules.may_begin(actor_of(request.user)))
    seen = Need.objects.visible_to(request.user).filter(proposal=None).select_related("cpv", "organisation")
    need = seen.filter(pk=whole_number(request.GET.get("need", ""))).first()
    form = ProposalForm(request.POST or None, user=request.user, initial=_carried(need))
    return form_page(
        request,
        form,
        save=lambda _said: services.propose(
            by=request.user,
            cooperation_id=form.cooperation_id(),
            data=form.data_said(),
            needs=[need] if need else [],
        ),
        title=_("Propose something to procure together"),
        lead=_(
            "The working group sees it in its backlog, the municipalities vote, and you get an answer with reasons."
        ),
        submit=_("Propose it"),
        message=_("It is proposed."),
        breadcrumbs=crumbs(),
        cancel=need.get_absolute_url() if need else reverse("proposal-list"),
        done=Proposal.get_absolute_url,
        template="procurements/proposals/edit.html",
        context={"need": need},
    )


def _carried(need: Need | None) -> dict[str, Any]:
    """What a proposal says at first that comes from a need."""
    if need is None:
        return {}
    return {
        "title": need.what,
        "description": need.description,
        "organisation": need.organisation_id,
        "cpv": need.cpv,
        "estimated_value": need.amount if need.is_yearly else None,
        "wanted_by": need.wanted_by,
    }


def found_or_404(request: HttpRequest, pk: int) -> Proposal:
    """The proposal, or 404 for those who may not know of it."""
    seen = Proposal.objects.visible_to(request.user)
    related = ("merged_into", "decision__meeting", "national_agreement", "procurement")
    return get_object_or_404(seen.select_related(*SHOWN, *related).prefetch_related("votes__voted_by"), pk=pk)


@login_required
def proposal_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is said of a proposal, and how it is weighed, until it is decided."""
    found = found_or_404(request, pk)
    require(rules.may_edit(actor_of(request.user), found))
    form = ProposalForm(request.POST or None, user=request.user, proposal=found, initial=initial_of(found))
    return form_page(
        request,
        form,
        save=lambda said: services.edit(
            by=request.user, proposal_id=pk, version=said["version"], data=form.data_said()
        ),
        title=_("Edit %(title)s") % {"title": found.title},
        submit=_("Save"),
        message=_("Saved."),
        obj=found,
        breadcrumbs=crumbs(found),
        cancel=found.get_absolute_url(),
        done=Proposal.get_absolute_url,
        template="procurements/proposals/edit.html",
    )


@login_required
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """A proposal with its votes, comments and answer; a comment is posted to it."""
    found = found_or_404(request, pk)
    actor = actor_of(request.user)
    may_comment = rules.may_comment(actor, found)
    if request.method == "POST":
        require(may_comment)
    return form_page(
        request,
        CommentForm(request.POST or None, user=request.user),
        save=lambda said: services.comment(by=request.user, proposal_id=pk, text=said["text"]),
        title=found.title,
        submit=_("Comment"),
        message=_("Your comment is there."),
        breadcrumbs=crumbs(),
        cancel=reverse("proposal-list"),
        done=f"{found.get_absolute_url()}#comments",
        template="procurements/proposals/proposal.html",
        context=lambda: _page(request, found),
    )


def _page(request: HttpRequest, found: Proposal) -> dict[str, Any]:
    actor, today = actor_of(request.user), timezone.localdate()
    electorate = Electorate(today)
    voters = electorate.voters(found.cooperation_id)
    votes = {vote.organisation_id: vote for vote in found.votes.all()}
    own = [voters[pk] for pk in rules.votes_for(actor, found.cooperation_id) if pk in voters]
    may_gather = bool(rules.may_gather(actor, found)) and needs_like(request.user, found, MOST_ALIKE).exists()
    alike = Proposal.objects.visible_to(request.user).like_proposal(found) if rules.may_merge(actor, found) else ()
    needs = needs_behind([found.pk]).select_related("organisation", "reported_by")
    return {
        "proposal": found,
        "tone": TONES[ProposalState(found.state)],
        "count": electorate.count(found),
        "votes": [(voter, votes.get(pk)) for pk, voter in voters.items()],
        "own_votes": [(voter, votes.get(voter.pk)) for voter in own],
        "vote_values": VoteValue,
        "vote_is_open": rules.vote_is_open(found, today),
        "needs": needs,
        "seen_needs": set(Need.objects.visible_to(request.user).filter(pk__in=needs).values_list("pk", flat=True)),
        "merged": found.merged.select_related("proposed_by", "organisation"),
        "alike": alike[:MOST_ALIKE],
        "comments": found.comments.select_related("by"),
        "may_comment": bool(rules.may_comment(actor, found)),
        "may_edit": bool(rules.may_edit(actor, found)),
        "may_decide": bool(rules.may_decide(actor, found)),
        "may_gather": may_gather,
        "may_take_up": rules.may_take_up(actor, found),
        "procurement": Procurement.objects.visible_to(request.user).filter(pk=found.procurement_id).first(),
        "history": history.entries(found),
    }


@require_POST
@login_required
def proposal_vote(request: HttpRequest, pk: int) -> HttpResponse:
    """Vote for one of the reader's municipalities, or change its vote."""
    found = found_or_404(request, pk)
    organisation, value = whole_number(request.POST.get("organisation", "")), request.POST.get("vote", "")
    if not rules.votes_for(actor_of(request.user), found.cooperation_id):
        require(rules.NO_VOTE)
    pressed(
        request,
        lambda: voting.vote(by=request.user, proposal_id=pk, organisation_id=organisation, value=value),
        _("The vote is cast. It can be changed until the meeting."),
    )
    return redirect(f"{found.get_absolute_url()}#votes")


@login_required
def proposal_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a proposal is one with another; who asked is kept."""
    found = found_or_404(request, pk)
    require(rules.may_merge(actor_of(request.user), found))
    alike = Proposal.objects.visible_to(request.user).like_proposal(found)[:MOST_ALIKE]
    form = MergeForm(
        request.POST or None,
        user=request.user,
        among=Proposal.objects.filter(pk__in=[row.pk for row in alike]),
        initial={"version": found.version},
    )
    return form_page(
        request,
        form,
        save=lambda said: services.merge(
            by=request.user, proposal_id=pk, version=said["version"], into_id=said["into"].pk
        ),
        title=_("Merge %(title)s with another proposal") % {"title": found.title},
        lead=_(
            "The other one then stands for both, and everybody who asked gets its answer. Votes stay where they are."
        ),
        submit=_("Merge"),
        message=_("The proposals are merged."),
        obj=found,
        breadcrumbs=crumbs(found),
        cancel=found.get_absolute_url(),
        done=Proposal.get_absolute_url,
    )


@login_required
def proposal_needs(request: HttpRequest, pk: int) -> HttpResponse:
    """Have needs that are alike become part of a proposal."""
    found = found_or_404(request, pk)
    require(rules.may_gather(actor_of(request.user), found))
    asked = whole_number(request.GET.get("need", ""))
    return form_page(
        request,
        NeedsForm(
            request.POST or None,
            user=request.user,
            among=needs_like(request.user, found, MOST_ALIKE, also=asked),
            initial={"needs": [asked]},
        ),
        save=lambda said: services.join_needs(by=request.user, proposal_id=pk, needs=said["needs"]),
        title=_("Needs that %(title)s meets") % {"title": found.title},
        lead=_("Whoever reported them sees the proposal's answer and gets it by e-mail."),
        submit=_("Make them part of the proposal"),
        message=_("The needs are part of the proposal."),
        breadcrumbs=crumbs(found),
        cancel=found.get_absolute_url(),
        done=Proposal.get_absolute_url,
    )
