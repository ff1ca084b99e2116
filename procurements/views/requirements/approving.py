"""Putting a specification forward, answering by name, deciding as the chair, opening it again; its revisions."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.law.answers import Answer
from portal.web.form_page import form_page
from portal.web.forms import Form
from procurements.forms.requirements import AnswerForm, CompareForm, PutForwardForm, ReasonForm
from procurements.models import Procurement, Specification
from procurements.rules import requirements as rules
from procurements.services import specifications as services
from procurements.specification.revisions import NOW, compared, stated
from procurements.specification.wording import per_cent, section_name
from procurements.views.requirements.common import address_of, begun, drafting, specification_of, trail


def _page(
    request: HttpRequest,
    procurement: Procurement,
    form: Form,
    save: Callable[[dict[str, Any]], Any],
    **texts: Any,
) -> HttpResponse:
    """A form that leads back to the specification."""
    back = address_of(procurement)
    return form_page(
        request, form, save=save, **{"cancel": back, "done": back, "breadcrumbs": trail(procurement), **texts}
    )


def _put_forward_once(request: HttpRequest, pk: int, may: Callable[[Specification], Answer]) -> Specification:
    """The specification for a step that it takes; 404 where nothing was put forward yet."""
    found = specification_of(drafting(request, pk))
    if found is None:
        raise Http404
    require(may(found))
    return found


@login_required
def specification_put_forward(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the agreement group to approve what is accepted."""
    procurement = drafting(request, pk)
    require(rules.may_put_forward(actor_of(request.user), procurement))
    found = begun(procurement)
    return _page(
        request,
        procurement,
        PutForwardForm(request.POST or None, user=request.user, initial={"version": found.version}),
        lambda said: services.put_forward(
            by=request.user,
            procurement_id=pk,
            version=said["version"],
            due_on=said["due_on"],
            note=said["note"],
        ),
        title=_("Put the specification forward for approval"),
        lead=_(
            "Everybody who has a seat in the agreement group gets a letter. Until they have answered nothing changes."
        ),
        submit=_("Put it forward"),
        message=_("The specification waits for the group's answers."),
        obj=found if found.pk else None,
    )


@login_required
def specification_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve or object, by name, as the holder of a seat."""
    found = _put_forward_once(request, pk, lambda row: rules.may_answer(actor_of(request.user), row))
    return _page(
        request,
        found.procurement,
        AnswerForm(request.POST or None, user=request.user, initial={"revision": found.revision}),
        lambda said: services.answer(
            by=request.user,
            specification_id=found.pk,
            revision=said["revision"],
            approves=said["approves"],
            reason=said["reason"],
        ),
        title=_("Answer to the specification"),
        lead=_("Revision %(number)s. Your name stands with your answer; the group and the office see it.")
        % {"number": found.revision},
        submit=pgettext("to a specification", "Answer"),
        message=_("Your answer is kept."),
        template="procurements/specification/answer.html",
        context=lambda: {
            "procurement": found.procurement,
            "stated": list(stated(found, found.revision).values()),
            "section_name": section_name,
            "per_cent": per_cent,
        },
    )


@login_required
def specification_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve by the majority of the seats, as the chair."""
    found = _put_forward_once(request, pk, lambda row: rules.may_decide(actor_of(request.user), row))
    return _page(
        request,
        found.procurement,
        ReasonForm(request.POST or None, user=request.user, initial={"version": found.version}),
        lambda said: services.decide(
            by=request.user, specification_id=found.pk, version=said["version"], reason=said["reason"]
        ),
        title=_("Approve by majority"),
        lead=_("More than half of the seats approve. Your name and your reason stand with the decision."),
        submit=_("Approve the specification"),
        message=_("The specification is approved."),
        obj=found,
    )


@login_required
def specification_open_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on writing; what was answered is void."""
    found = _put_forward_once(request, pk, lambda row: rules.may_open_again(actor_of(request.user), row))
    return _page(
        request,
        found.procurement,
        ReasonForm(request.POST or None, user=request.user, initial={"version": found.version}),
        lambda said: services.open_again(
            by=request.user, specification_id=found.pk, version=said["version"], reason=said["reason"]
        ),
        title=_("Open the specification again"),
        lead=_("Requirements can be changed again. The answers to this revision are void, and stay readable."),
        submit=_("Open it again"),
        message=_("The specification is open again."),
        obj=found,
    )


@login_required
@require_safe
def specification_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Two revisions beside each other, with who answered what to the later one."""
    procurement = drafting(request, pk)
    found = begun(procurement)
    revisions = list(found.revisions.select_related("by").order_by("-number")) if found.pk else []
    choices = [(NOW, _("as it stands now"))]
    choices += [(row.number, _("Revision %(number)s") % {"number": row.number}) for row in revisions]
    first = {"before": revisions[0].number if revisions else NOW, "after": NOW}
    form = CompareForm(request.GET or None, user=request.user, choices=choices, initial=first)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else first
    rows = compared(stated(found, asked["before"]), stated(found, asked["after"])) if revisions else []
    return render(
        request,
        "procurements/specification/compare.html",
        {
            "procurement": procurement,
            "breadcrumbs": trail(procurement),
            "form": form,
            "revisions": revisions,
            "answers": {row.number: row.approvals.select_related("person", "organisation") for row in revisions},
            "rows": [row for row in rows if row.fate != "same"],
            "same": sum(1 for row in rows if row.fate == "same"),
            "before": dict(choices)[asked["before"]],
            "after": dict(choices)[asked["after"]],
            "section_name": section_name,
            "per_cent": per_cent,
        },
    )
