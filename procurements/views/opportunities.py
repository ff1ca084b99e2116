"""What members could procure together: the ranked list, the facts behind each, and how it is ranked."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from agreements.columns import categories
from agreements.models import Agreement
from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.law import opportunities as law
from portal.law.opportunities import Part
from portal.organisations.models import Cooperation, Organisation
from portal.web import formats, history
from portal.web.columns import Column
from portal.web.exports import csv_response, xlsx_response
from portal.web.form_page import form_page
from portal.web.lists import Facet, address, facet, list_page
from portal.web.lookups import whole_number
from portal.web.presses import pressed
from procurements.forms.opportunities import EXPLAINED, AskedForm, WeightsForm
from procurements.models import PastProcurement
from procurements.models.past import LEAST_BELIEVED, MOST_BELIEVED
from procurements.opportunities import columns as words
from procurements.opportunities.facts import Asked, Bought, Ending
from procurements.opportunities.finding import Opportunity, find, in_order, weights_of
from procurements.opportunities.links import address_of, page_of
from procurements.rules import opportunities as rules
from procurements.rules import proposals as proposal_rules
from procurements.services import opportunities as services
from procurements.states.opportunities import Depth

EXPLAINING = {
    "parts": tuple(Part),
    "explained": EXPLAINED,
    "law": law,
    "least_believed": LEAST_BELIEVED,
    "most_believed": MOST_BELIEVED,
}


def _cooperation(request: HttpRequest, pk: int) -> Cooperation:
    """The cooperation, or 404 for those who do not belong to it."""
    actor = actor_of(request.user)
    if pk not in actor.cooperations and not actor.is_administrator:
        raise Http404
    require(rules.may_read(actor, pk))
    return get_object_or_404(Cooperation, pk=pk)


def _chosen(request: HttpRequest) -> tuple[Cooperation, list[Cooperation]]:
    """The cooperation that the address names, or the reader's first, and all whose opportunities the reader sees."""
    actor = actor_of(request.user)
    if not actor.is_administrator:
        require(rules.may_begin(actor))
    seen = (
        Cooperation.objects.all()
        if actor.is_administrator
        else Cooperation.objects.filter(pk__in=rules.cooperations_of(actor))
    )
    own = list(seen.order_by("name"))
    if wanted := request.GET.get("cooperation"):
        return _cooperation(request, whole_number(wanted)), own
    if not own:
        raise Http404
    return own[0], own


@require_safe
@login_required
def opportunity_list(request: HttpRequest) -> HttpResponseBase:
    """The opportunities of a cooperation, what speaks most for it first."""
    cooperation, own = _chosen(request)
    form = AskedForm(request.GET, user=request.user)
    asked = form.asked()
    found = find(cooperation, asked, timezone.localdate())
    labels, names = words.labels_of(one.branch for one in found), words.names_of(found)
    weights, stated = weights_of(cooperation)
    return list_page(
        request,
        queryset=_narrowed(request, in_order(found, form.sorted_by), labels, names),
        facets=_facets(found, labels, names),
        columns=words.columns(labels, names, address_of(asked)),
        template="procurements/opportunities/list.html",
        results_template="procurements/opportunities/list_results.html",
        title=_("Opportunities to procure together"),
        filename=_("opportunities"),
        noun=lambda n: ngettext("%(n)s opportunity", "%(n)s opportunities", n) % {"n": formats.number(n)},
        count=len,
        search_label=_("Search by what is bought or by member"),
        own_order=form.sorted_by.label,
        empty=_(
            "No two members have agreements in the same branch that run out in this window. Choose a wider window or"
            " a broader branch."
        ),
        export=_download,
        context=EXPLAINING
        | {
            "cooperation": cooperation,
            "currency": cooperation.currency,
            "tabs": _tabs(request, cooperation, own),
            "form": form,
            "asked": asked,
            "asked_address": address_of(asked),
            "window": asked.window(timezone.localdate()),
            "weights": weights,
            "is_stated": stated is not None,
            "may_weigh": rules.may_weigh(actor_of(request.user), cooperation.pk),
            "has_past": cooperation.jurisdiction == "SE",
            "labels": labels,
            "names": names,
            "who": words.who,
            "page_of": page_of,
            "tones": words.TONES,
            "today": timezone.localdate(),
        },
    )


def _tabs(request: HttpRequest, current: Cooperation, own: list[Cooperation]) -> list[tuple[str, str, bool]]:
    if len(own) < 2:
        return []
    return [(row.name, address(request, cooperation=row.pk, category=None), row == current) for row in own]


def _categories(request: HttpRequest) -> list[str]:
    return request.GET.getlist("category")


def _sought(request: HttpRequest, labels: dict[str, str], names: dict[int, str]) -> Callable[[Opportunity], bool]:
    """Whether all words of the search stand in what is bought, its code or the names of its members."""
    sought = request.GET.get("q", "").lower().split()

    def holds(one: Opportunity) -> bool:
        text = " ".join([one.branch, labels[one.branch], *words.who(one, names)]).lower()
        return all(word in text for word in sought)

    return holds if sought else lambda one: True


def _narrowed(
    request: HttpRequest, found: list[Opportunity], labels: dict[str, str], names: dict[int, str]
) -> list[Opportunity]:
    chosen, holds = _categories(request), _sought(request, labels, names)
    return [one for one in found if (not chosen or one.branch[:2] in chosen) and holds(one)]


def _facets(
    found: list[Opportunity], labels: dict[str, str], names: dict[int, str]
) -> Callable[[HttpRequest, Any, Any], list[Facet]]:
    def facets(request: HttpRequest, _filterset: Any, _narrowed: Any) -> list[Facet]:
        holds = _sought(request, labels, names)
        counted = Counter(one.branch[:2] for one in found if holds(one))
        chosen = _categories(request)
        rows = [(code, label, counted[code]) for code, label in categories().items() if code in {*counted, *chosen}]
        return [facet(request, "category", _("Category"), rows)]

    return facets


def _download(request: HttpRequest, format_: str, found: Any, columns: Sequence[Column]) -> HttpResponseBase:
    if format_ == "csv":
        return csv_response(columns, found, _("opportunities"))
    return xlsx_response(columns, found, _("opportunities"), _("Opportunities"))


def _asked(request: HttpRequest, branch: str) -> Asked:
    if not (branch.isascii() and branch.isdecimal()) or len(branch) not in Depth.values:
        raise Http404
    said = request.POST if request.method == "POST" else request.GET
    return AskedForm(said, user=request.user).asked(depth=Depth(len(branch)))


@require_safe
@login_required
def opportunity(request: HttpRequest, pk: int, branch: str) -> HttpResponse:
    """One opportunity with the rows behind every sum."""
    cooperation, asked = _cooperation(request, pk), _asked(request, branch)
    found = find(cooperation, asked, timezone.localdate(), branch)
    labels = words.labels_of([branch])
    if not found:
        return render(
            request,
            "procurements/opportunities/gone.html",
            {"title": labels[branch], "branch": branch, "breadcrumbs": _crumbs(pk), "asked": asked},
        )
    one = found[0]
    weights, _stated = weights_of(cooperation)
    return render(
        request,
        "procurements/opportunities/opportunity.html",
        EXPLAINING
        | {
            "one": one,
            "currency": one.currency,
            "title": labels[branch],
            "asked": asked,
            "window": asked.window(timezone.localdate()),
            "breadcrumbs": _crumbs(pk),
            "names": words.names_of(found),
            "endings": _endings(one.endings),
            "bought": _bought(one.bought),
            "tone": words.TONES[one.standing],
            "weights": weights,
            "may_take_up": rules.may_take_up(actor_of(request.user), pk, one.standing),
            "may_weigh": rules.may_weigh(actor_of(request.user), pk),
            "today": timezone.localdate(),
        },
    )


def _crumbs(cooperation: int) -> list[tuple[Any, str]]:
    return [(_("Opportunities"), f"{reverse('opportunity-list')}?cooperation={cooperation}")]


def _endings(rows: list[Ending]) -> list[tuple[Ending, Agreement]]:
    agreements = Agreement.objects.select_related("owner").in_bulk([row.agreement for row in rows])
    return [
        (row, agreements[row.agreement])
        for row in sorted(rows, key=lambda row: (row.last_day, row.last_possible_day, row.agreement))
    ]


def _bought(rows: list[Bought]) -> list[tuple[Bought, PastProcurement, Organisation]]:
    past = PastProcurement.objects.in_bulk([row.past for row in rows])
    owners = Organisation.objects.in_bulk({row.owner for row in rows})
    told = [(row, past[row.past], owners[row.owner]) for row in rows]
    return sorted(told, key=lambda each: (each[1].advertised_on, each[0].past))


@require_POST
@login_required
def opportunity_propose(request: HttpRequest, pk: int, branch: str) -> HttpResponse:
    """Make it a proposal, with its facts."""
    cooperation, asked = _cooperation(request, pk), _asked(request, branch)
    require(proposal_rules.may_propose(actor_of(request.user), pk))
    made = pressed(
        request,
        lambda: services.propose(by=request.user, cooperation_id=cooperation.pk, branch=branch, asked=asked),
        _("It is proposed. The facts stand in its description; edit it as you like."),
    )
    return redirect(made or reverse("opportunity", args=[pk, branch]) + address_of(asked))


@login_required
def opportunity_weights(request: HttpRequest, pk: int) -> HttpResponse:
    """State what each part of the score weighs."""
    cooperation = _cooperation(request, pk)
    require(rules.may_weigh(actor_of(request.user), pk))
    weights, stated = weights_of(cooperation)
    first = {part.value: weight for part, weight in weights.items()} | {"version": stated.version if stated else 0}
    back = f"{reverse('opportunity-list')}?cooperation={pk}"
    return form_page(
        request,
        WeightsForm(request.POST or None, user=request.user, initial=first),
        save=lambda data: services.weigh(by=request.user, cooperation_id=pk, version=data.pop("version"), weights=data),
        title=_("How opportunities are ranked in %(cooperation)s") % {"cooperation": cooperation.name},
        lead=_("How much each part counts against the others, from 0 to 100. 0 leaves a part out."),
        submit=_("Save"),
        message=_("Saved. The opportunities are ranked anew."),
        obj=stated,
        breadcrumbs=_crumbs(pk),
        cancel=back,
        done=back,
        template="procurements/opportunities/weights.html",
        context={"entries": history.entries(stated) if stated else ()},
    )
