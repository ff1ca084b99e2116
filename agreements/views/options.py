"""Deciding on an extension option: the new last day and what it touches, then one of two answers."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements import timelines
from agreements.changes import touched
from agreements.changes.outcomes import of_used, option_terms
from agreements.facts import terms_of
from agreements.forms.changes import OptionForm
from agreements.models import Agreement, ExtensionOption
from agreements.rules import changes as rules
from agreements.services.options import decline_option, use_option
from agreements.views.changes import breadcrumbs
from agreements.views.register import allowed, seen
from portal.accounts.actor import actor_of
from portal.files.services import store_upload
from portal.law.frameworks.options import notice_day
from portal.web.form_page import form_page


@login_required
def option_decide(request: HttpRequest, pk: int) -> HttpResponse:
    agreements = Agreement.objects.visible_to(request.user)
    found = get_object_or_404(ExtensionOption.objects.filter(agreement__in=agreements), pk=pk)
    agreement = seen(request, found.agreement_id)
    option = next(row for row in agreement.options.all() if row.pk == pk)
    allowed(rules.may_change(actor_of(request.user), agreement))
    if not option_terms(option).is_open:
        messages.info(request, _("The option has been decided on already."))
        return redirect("agreement-change-list", agreement.pk)
    today = timezone.localdate()
    using, declining = rules.may_use(agreement, option, today), rules.may_decline(agreement, option, today)
    outcome = of_used(agreement, option)

    @transaction.atomic
    def save(said: dict[str, Any]) -> Any:
        decided = {"by": request.user, "option_id": pk, "version": said["version"], "reason": said["reason"]}
        if said["answer"] == "decline":
            return decline_option(**decided)
        upload = said["document"]
        document = store_upload(by=request.user, upload=upload) if upload else None
        return use_option(**decided, document=document)

    return form_page(
        request,
        OptionForm(
            request.POST or None, request.FILES or None, user=request.user, initial={"version": agreement.version}
        ),
        save=save,
        done=agreement.get_absolute_url(),
        title=_("Decide on the option"),
        submit=_("Save the decision"),
        cancel=agreement.get_absolute_url(),
        message=_("The decision is saved."),
        lead=agreement.title,
        breadcrumbs=breadcrumbs(agreement),
        obj=agreement,
        template="agreements/option_decide.html",
        context={
            "agreement": agreement,
            "option": option,
            "using": using,
            "declining": declining,
            "notice_by": notice_day(terms_of(agreement), option_terms(option)),
            "new_last_day": outcome.columns["last_day"],
            "touched": touched.read(touched.touched(agreement, outcome, today)),
            "drawn": timelines.draw(agreement, today),
        },
    )
