"""Taking requirements over from an earlier procurement."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from portal.law.secrecy import Part
from portal.web import formats
from portal.web.form_page import explain
from portal.workflow.errors import Refused
from procurements.forms.requirements import ReuseForm, SourceForm
from procurements.models import Procurement, Requirement
from procurements.querysets.parts import seeing
from procurements.services import requirements as services
from procurements.specification.wording import per_cent, section_name
from procurements.states.requirements import RequirementState
from procurements.views.requirements.common import address_of, trail, writing
from procurements.wording import TONES

SHOWN = 50


@login_required
@require_safe
def requirement_reuse(request: HttpRequest, pk: int) -> HttpResponse:
    """The procurements whose accepted requirements the reader sees, the own cooperation's and the latest first."""
    procurement = writing(request, pk)
    accepted = Count("requirements", filter=Q(requirements__state=RequirementState.ACCEPTED))
    found = Procurement.objects.visible_to(request.user).filter(seeing(request.user, Part.REQUIREMENTS))
    found = found.exclude(pk=pk).annotate(accepted=accepted).filter(accepted__gt=0)
    form = SourceForm(request.GET or None, user=request.user)
    words = form.cleaned_data["q"] if form.is_bound and form.is_valid() else ""
    if words:
        found = found.filter(title__icontains=words)
    own = Q(cooperation=procurement.cooperation_id)
    found = found.annotate(own=Count("pk", filter=own)).order_by("-own", "-pk").select_related("cooperation")
    return render(
        request,
        "procurements/specification/sources.html",
        {
            "procurement": procurement,
            "breadcrumbs": trail(procurement),
            "form": form,
            "words": words,
            "sources": found[:SHOWN],
            "tones": TONES,
        },
    )


@login_required
def requirement_reuse_from(request: HttpRequest, pk: int, source: int) -> HttpResponse:
    """Tick requirements of one procurement and take them over."""
    procurement = writing(request, pk)
    sources = Procurement.objects.visible_to(request.user).filter(seeing(request.user, Part.REQUIREMENTS))
    earlier = get_object_or_404(sources.exclude(pk=pk).select_related("cooperation"), pk=source)
    rows = list(Requirement.objects.visible_to(request.user).filter(procurement=earlier).accepted().in_order())
    here = set(procurement.requirements.exclude(copied_from=None).values_list("copied_from", flat=True))
    form = ReuseForm(request.POST or None, user=request.user, rows=[row for row in rows if row.pk not in here])
    if request.method == "POST" and form.is_valid():
        chosen = [int(key) for key in form.cleaned_data["requirements"]]
        try:
            copied = services.reuse(by=request.user, procurement_id=pk, requirement_ids=chosen)
        except Refused as refused:
            explain(form, refused)
        else:
            text = ngettext("%(n)s requirement is proposed.", "%(n)s requirements are proposed.", len(copied))
            messages.success(request, text % {"n": formats.number(len(copied))})
            return redirect(address_of(procurement))
    return render(
        request,
        "procurements/specification/reuse.html",
        {
            "procurement": procurement,
            "earlier": earlier,
            "breadcrumbs": trail(procurement, (_("Take over requirements"), reverse("requirement-reuse", args=[pk]))),
            "form": form,
            "ticked": set(request.POST.getlist("requirements")),
            "rows": rows,
            "here": here,
            "here_now": sum(1 for row in rows if row.pk in here),
            "section_name": section_name,
            "per_cent": per_cent,
        },
    )
