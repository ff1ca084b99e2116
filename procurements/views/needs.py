"""Needs: reported in two minutes, listed, changed, merged with others that are alike, and answered."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from agreements.columns import categories
from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.organisations.models import Organisation
from portal.reference.models import CpvCode
from portal.web import formats, history
from portal.web.columns import Column
from portal.web.form_page import form_page
from portal.web.forms import DateField, MoneyField
from portal.web.lists import Facet, facet, list_page
from portal.web.lookups import whole_number
from portal.web.panels import panels_for
from procurements.filters.needs import NeedFilter
from procurements.forms.needs import AnswerForm, MergeForm, NeedForm, initial_of
from procurements.models import Need
from procurements.rules import needs as rules
from procurements.services import needs as services
from procurements.states.needs import NeedState

TONES = {NeedState.REPORTED: "warning", NeedState.ANSWERED: "success", NeedState.MERGED: "neutral"}

#: So many needs that are alike are offered for merging.
MOST_ALIKE = 6

COLUMNS = [
    Column("what", lazy("What is needed"), lambda row: row.what, link=lambda row: row.get_absolute_url(), sort="what"),
    Column("organisation", lazy("Organisation"), lambda row: row.organisation.name, sort="organisation__sort_sv"),
    Column(
        "amount",
        lazy("Estimated amount"),
        lambda row: row.amount,
        "money",
        sort="amount",
        currency=lambda r: r.currency,
    ),
    Column("is_yearly", lazy("Every year"), lambda row: lazy("yes") if row.is_yearly else None),
    Column("volume", lazy("Volume"), lambda row: row.volume or None, only="file"),
    Column("cpv", lazy("CPV code"), lambda row: row.cpv, only="file"),
    Column("wanted_by", lazy("Wanted by"), lambda row: row.wanted_by, "date", sort="wanted_by"),
    Column("units", lazy("Units"), lambda row: ", ".join(map(str, row.units.all())) or None, only="file"),
    Column("companies", lazy("Companies"), lambda row: ", ".join(map(str, row.companies.all())) or None, only="file"),
    Column(
        "agreement",
        lazy("Today's agreement"),
        lambda row: str(row.agreement) if row.agreement else row.agreement_said or None,
        only="file",
    ),
    Column("agreement_ends_on", lazy("Today's agreement ends"), lambda row: row.agreement_ends_on, "date", only="file"),
    Column("goals", lazy("Goals that it serves"), lambda row: row.goals or None, only="file"),
    Column("reported_by", lazy("Reported by"), lambda row: row.reported_by.name),
    Column("reported_at", lazy("Reported at"), lambda row: row.reported_at, "datetime", sort="reported_at"),
    Column(
        "state",
        lazy("State"),
        lambda row: row.get_state_display(),
        "tag",
        tone=lambda row: TONES[row.state],
        sort="state",
    ),
]


def _crumbs(*more: Need) -> list[tuple[Any, str]]:
    return [(_("Needs"), reverse("need-list")), *((row.what, row.get_absolute_url()) for row in more)]


@login_required
def need_list(request: HttpRequest) -> HttpResponse:
    """The needs that the reader reported or answers for; those of all members for the office and the working group."""
    found = Need.objects.visible_to(request.user).select_related("organisation", "reported_by", "cpv", "agreement")
    return list_page(
        request,
        queryset=found.prefetch_related("units", "companies"),
        filterset_class=NeedFilter,
        facets=_facets,
        columns=COLUMNS,
        template="procurements/needs.html",
        title=_("Needs"),
        default_sort="-reported_at",
        filename=_("needs"),
        search_label=_("Search by what is needed or organisation"),
        noun=lambda n: ngettext("%(n)s need", "%(n)s needs", n) % {"n": formats.number(n)},
        empty=_("No needs have been reported. Report one where no agreement covers what you need."),
        context={"may_report": bool(rules.may_begin(actor_of(request.user)))},
    )


def _facets(request: HttpRequest, filterset: NeedFilter, found: Any) -> list[Facet]:
    """The facets with their counts; each leaves its own choice out."""

    def counted(param: str, value: Any) -> dict[Any, int]:
        rows = filterset.narrowed(param).order_by().values_list(value).annotate(n=Count("pk", distinct=True))
        return dict(rows)

    states, organisations = counted("state", "state"), counted("organisation", "organisation")
    divisions = counted("category", Left("cpv", 2))
    mine = filterset.narrowed("mine").filter(reported_by=request.user).count()
    named = Organisation.objects.filter(pk__in=organisations).in_bulk()
    choices = {
        "state": [(state, state.label, states.get(state, 0)) for state in NeedState],
        "category": [(code, label, divisions[code]) for code, label in categories().items() if code in divisions],
        "organisation": [(pk, named[pk].name, n) for pk, n in organisations.items()],
        "mine": [("1", _("yes"), mine)],
    }
    return [facet(request, param, filterset.filters[param].label, rows) for param, rows in choices.items() if rows]


@login_required
def need_new(request: HttpRequest) -> HttpResponse:
    """Report a need; the address carries what is known of it from the question that nothing covered."""
    require(rules.may_begin(actor_of(request.user)))
    form = NeedForm(request.POST or None, user=request.user, initial=_carried(request.user, request.GET))
    return form_page(
        request,
        form,
        save=lambda data: services.report(by=request.user, data=form.data_said()),
        title=_("Report a need"),
        lead=_("Your purchasing contact and the deputy get it at once, and answer here."),
        submit=_("Report the need"),
        message=_("The need is reported."),
        breadcrumbs=_crumbs(),
        cancel=reverse("need-list"),
        done=Need.get_absolute_url,
    )


def _carried(user: Any, said: QueryDict) -> dict[str, Any]:
    """What an address says of a need, as far as it can be read; the own organisation where it names none."""
    own = rules.reports_for(actor_of(user))
    asked = said.get("organisation", "")
    organisations = Organisation.objects.visible_to(user)
    named = organisations.filter(pk=whole_number(asked)).first()
    return {
        "what": said.get("what", "")[:250],
        "organisation": named or organisations.filter(pk__in=own).first(),
        "units": [whole_number(said.get("units", ""))],
        "cpv": CpvCode.objects.filter(pk=said.get("cpv", "")[:8]).first(),
        "amount": _read(MoneyField(required=False), said.get("amount", "")),
        "wanted_by": _read(DateField(required=False), said.get("wanted_by", "")),
    }


def _read(field: Any, text: str) -> Any:
    """What a field makes of a text; None when it means nothing to it."""
    try:
        return field.clean(text)
    except ValidationError:
        return None


def _found(request: HttpRequest, pk: int) -> Need:
    seen = Need.objects.visible_to(request.user)
    return get_object_or_404(
        seen.select_related("organisation", "cpv", "agreement", "reported_by", "answered_by", "merged_into"), pk=pk
    )


@login_required
def need_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is said of a need, until it is answered."""
    found = _found(request, pk)
    require(rules.may_edit(actor_of(request.user), found))
    form = NeedForm(request.POST or None, user=request.user, initial=initial_of(found))
    return form_page(
        request,
        form,
        save=lambda data: services.edit(by=request.user, need_id=pk, version=data["version"], data=form.data_said()),
        title=_("Edit %(title)s") % {"title": found.what},
        submit=_("Save"),
        message=_("Saved."),
        obj=found,
        breadcrumbs=_crumbs(found),
        cancel=found.get_absolute_url(),
        done=Need.get_absolute_url,
    )


@login_required
def need_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a need is one with another that is alike; who asked is kept."""
    found = _found(request, pk)
    require(rules.may_merge(actor_of(request.user), found))
    alike = Need.objects.visible_to(request.user).like(found)
    among = Need.objects.filter(pk__in=[row.pk for row in alike[:MOST_ALIKE]]).select_related("organisation")
    return form_page(
        request,
        MergeForm(request.POST or None, user=request.user, among=among, initial={"version": found.version}),
        save=lambda data: services.merge(by=request.user, need_id=pk, version=data["version"], into_id=data["into"].pk),
        title=_("Merge %(title)s with another need") % {"title": found.what},
        lead=_("The other need then counts for both, and everybody who asked gets its answer."),
        submit=_("Merge"),
        message=_("The needs are merged."),
        obj=found,
        breadcrumbs=_crumbs(found),
        cancel=found.get_absolute_url(),
        done=Need.get_absolute_url,
    )


@login_required
def need(request: HttpRequest, pk: int) -> HttpResponse:
    """A need with its answer, or the form to answer it for those who may; with the needs that look like it."""
    found = _found(request, pk)
    actor = actor_of(request.user)
    may_answer, may_merge = rules.may_answer(actor, found), rules.may_merge(actor, found)
    if request.method == "POST":
        require(may_answer)
    alike = Need.objects.visible_to(request.user).like(found).select_related("organisation") if may_merge else ()
    return form_page(
        request,
        AnswerForm(request.POST or None, user=request.user, initial={"version": found.version}),
        save=lambda said: services.answer(by=request.user, need_id=pk, version=said["version"], answer=said["answer"]),
        title=found.what,
        submit=_("Send the answer"),
        message=_("The need is answered."),
        breadcrumbs=_crumbs(),
        cancel=reverse("need-list"),
        obj=found,
        template="procurements/need.html",
        done=Need.get_absolute_url,
        context={
            "need": found,
            "tone": TONES[NeedState(found.state)],
            "may_answer": bool(may_answer),
            "may_edit": bool(rules.may_edit(actor, found)),
            "may_merge": bool(may_merge),
            "alike": alike[:MOST_ALIKE],
            "merged": found.merged.select_related("organisation", "reported_by"),
            "panels": panels_for("need", request, found),
            "history": history.entries(found),
        },
    )
