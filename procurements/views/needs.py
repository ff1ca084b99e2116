"""Needs: reported where no agreement covers something, listed, and answered on their own page."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.organisations.models import Organisation
from portal.reference.models import CpvCode
from portal.web import formats, history
from portal.web.columns import Column
from portal.web.form_page import form_page
from portal.web.forms import DateField, MoneyField
from portal.web.lists import list_page
from portal.web.lookups import whole_number
from procurements.forms.needs import AnswerForm, NeedForm
from procurements.models import Need
from procurements.rules import needs as rules
from procurements.services import needs as services
from procurements.states.needs import NeedState

TONES = {NeedState.REPORTED: "warning", NeedState.ANSWERED: "success"}

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
    Column("wanted_by", lazy("Wanted by"), lambda row: row.wanted_by, "date", sort="wanted_by"),
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


def _crumbs() -> list[tuple[Any, str]]:
    return [(_("Needs"), reverse("need-list"))]


@login_required
def need_list(request: HttpRequest) -> HttpResponse:
    """The needs that the reader reported, and those that wait for the reader's answer."""
    return list_page(
        request,
        queryset=Need.objects.visible_to(request.user).select_related("organisation", "reported_by"),
        columns=COLUMNS,
        template="procurements/needs.html",
        title=_("Needs"),
        default_sort="-reported_at",
        filename=_("needs"),
        search_param=None,
        noun=lambda n: ngettext("%(n)s need", "%(n)s needs", n) % {"n": formats.number(n)},
        empty=_("No needs have been reported. Report one where no agreement covers what you need."),
        context={"may_report": bool(rules.may_begin(actor_of(request.user)))},
    )


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
        "unit": said.get("unit", ""),
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


@login_required
def need(request: HttpRequest, pk: int) -> HttpResponse:
    """A need with its answer, or the form to answer it for those who may."""
    found = get_object_or_404(
        Need.objects.visible_to(request.user).select_related(
            "organisation", "unit", "cpv", "reported_by", "answered_by"
        ),
        pk=pk,
    )
    may_answer = rules.may_answer(actor_of(request.user), found)
    if request.method == "POST":
        require(may_answer)
    return form_page(
        request,
        AnswerForm(request.POST or None, user=request.user, initial={"version": found.version}),
        save=lambda said: services.answer(
            by=request.user, need_id=pk, version=said["version"] or 0, answer=said["answer"]
        ),
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
            "history": history.entries(found),
        },
    )
