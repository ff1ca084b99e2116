"""Asking before a step from one stage to the next, and taking it; linking to the result notice afterwards."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.web.form_page import form_page
from procurements.forms.procurements import CancelForm, CompletedForm, PublishedForm, ReasonForm, ResultForm, StepForm
from procurements.models import Procurement
from procurements.rules import procurements as rules
from procurements.rules import steps
from procurements.services import procurements as services
from procurements.services.procurements import Said
from procurements.stages import standing
from procurements.views.inside import crumbs, inside
from procurements.wording import STEPS, step_of

_FORMS: dict[str, type[StepForm]] = {
    "published": PublishedForm,
    "completed": CompletedForm,
    "cancelled": CancelForm,
}


@login_required
def procurement_step(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Ask before a step, with all that its gate misses, and take it."""
    found = inside(request, pk)
    name = next((name for name, step in STEPS.items() if step.slug == slug), None)
    if name is None:
        raise Http404
    actor = actor_of(request.user)
    require(rules.may_run(actor, found.cooperation_id))
    step = step_of(name, found)
    form = _form_of(name, found)(
        request.POST or None,
        user=request.user,
        initial={"version": found.version, "published_on": timezone.localdate()},
    )

    def save(data: dict[str, Any]) -> Procurement:
        said = {field: data[field] for field in Said.__dataclass_fields__ if field in data}
        return services.step(
            by=request.user,
            name=name,
            procurement_id=found.pk,
            version=data["version"],
            reason=data.get("reason", ""),
            said=Said(**said | ({"results": tuple(said["results"])} if "results" in said else {})),
        )

    return form_page(
        request,
        form,
        save=save,
        title=step.label,
        lead=step.lead,
        submit=step.label,
        message=step.done,
        obj=found,
        breadcrumbs=crumbs(found),
        cancel=found.get_absolute_url(),
        done=Procurement.get_absolute_url,
        template="procurements/step.html",
        context=lambda: {"gaps": standing.gaps_of(found, steps.may_begin(actor, name, found))},
    )


def _form_of(name: str, procurement: Procurement) -> type[StepForm]:
    return _FORMS.get(name, ReasonForm if steps.wants_reason(name, procurement) else StepForm)


@login_required
def procurement_result(request: HttpRequest, pk: int) -> HttpResponse:
    """Link to the result notice of a completed procurement."""
    found = inside(request, pk)
    require(steps.may_link_result(actor_of(request.user), found))
    return form_page(
        request,
        ResultForm(
            request.POST or None,
            user=request.user,
            initial={"version": found.version, "result_url": found.result_url},
        ),
        save=lambda data: services.link_result(
            by=request.user, procurement_id=found.pk, version=data["version"], result_url=data["result_url"]
        ),
        title=_("Link to the result notice"),
        lead=_("The result notice itself is published in a registered database."),
        submit=_("Save"),
        message=_("The result notice is linked."),
        obj=found,
        breadcrumbs=crumbs(found),
        cancel=found.get_absolute_url(),
        done=Procurement.get_absolute_url,
    )
