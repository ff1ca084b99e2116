"""Typed changes of an agreement: registered, looked at before they are confirmed, and its biography."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from agreements import rules, timelines, wording
from agreements.changes import biography, touched
from agreements.changes.outcomes import of_change
from agreements.forms.changes import ChangeForm, WithdrawForm
from agreements.models import Agreement, AgreementChange
from agreements.rules import changes as change_rules
from agreements.services import changes as services
from agreements.states.changes import CHANGE_TONES, ChangeKind, ChangeStatus
from agreements.views.page import days_of, levels_of
from agreements.views.register import allowed, seen
from portal.accounts.actor import actor_of
from portal.files.models import StoredFile
from portal.files.services import store_upload
from portal.law.answers import Denied
from portal.law.frameworks.modifications import BASES
from portal.web.form_page import form_page
from portal.web.lookups import whole_number
from portal.workflow.errors import Conflict, Refused

#: What each kind of change is for, where one is chosen.
EXPLAINED = {
    ChangeKind.EXTENSION: gettext_lazy("A later last day than the options give."),
    ChangeKind.MAXIMUM: gettext_lazy("A higher or lower maximum, or turnover that has passed it."),
    ChangeKind.PRICE: gettext_lazy("Other prices, as agreed with the supplier."),
    ChangeKind.INDEX: gettext_lazy("Prices follow the index that the agreement names."),
    ChangeKind.SUPPLIER_RENAMED: gettext_lazy("The same company under another name."),
    ChangeKind.SUPPLIER_REPLACED: gettext_lazy("A successor takes over the supplier's place, rank and share."),
    ChangeKind.SUPPLIER_BANKRUPT: gettext_lazy("The supplier leaves the agreement; those behind it move up."),
    ChangeKind.SCOPE: gettext_lazy("What the agreement covers, in words."),
    ChangeKind.OWNER: gettext_lazy("Another organisation takes over the agreement."),
    ChangeKind.TERMINATION: gettext_lazy("It ends before its time, on a day."),
}


def breadcrumbs(agreement: Agreement, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Agreements"), reverse("agreement-list")), (agreement.title, agreement.get_absolute_url()), *more]


def _biography_crumb(agreement: Agreement) -> tuple[str, str]:
    return _("Changes"), reverse("agreement-change-list", args=[agreement.pk])


@login_required
@require_safe
def agreement_change_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The agreement's biography: what is under way, its time drawn, and all that happened to it."""
    agreement = seen(request, pk)
    actor = actor_of(request.user)
    if not rules.may_see_history(actor, agreement):
        raise PermissionDenied(_("The history is for the cooperation's own people."))
    under_way = (
        AgreementChange.objects.visible_to(request.user)
        .filter(agreement=agreement, status__in=(ChangeStatus.PROPOSED, ChangeStatus.CONFIRMED))
        .select_related("agreement", "lot", "supplier", "successor", "new_owner", "proposed_by")
        .order_by("effective_on", "pk")
    )
    page = {
        "agreement": agreement,
        "breadcrumbs": breadcrumbs(agreement),
        "under_way": [(change, biography.headline(change), CHANGE_TONES[change.status]) for change in under_way],
        "entries": biography.entries(agreement, levels_of(actor, agreement)),
        "drawn": timelines.draw(agreement, timezone.localdate()),
        "days": days_of(agreement),
        "changing": change_rules.may_change(actor, agreement),
        "is_office": agreement.cooperation_id in actor.office,
    }
    return render(request, "agreements/change_list.html", page)


@login_required
def agreement_change_new(request: HttpRequest, pk: int) -> HttpResponse:
    """First the kind is chosen, by a link; then comes the form of that kind."""
    agreement = seen(request, pk)
    allowed(change_rules.may_change(actor_of(request.user), agreement))
    crumbs = breadcrumbs(agreement, _biography_crumb(agreement))
    if request.GET.get("kind") not in ChangeKind.values:
        kinds = [(kind.value, kind.label, EXPLAINED[kind], kind in BASES) for kind in ChangeKind]
        page = {"agreement": agreement, "breadcrumbs": crumbs, "kinds": kinds}
        return render(request, "agreements/change_kind.html", page)
    kind = ChangeKind(request.GET["kind"])
    form = ChangeForm(
        request.POST or None,
        request.FILES or None,
        user=request.user,
        agreement=agreement,
        kind=kind,
        initial={"effective_on": timezone.localdate()},
    )

    @transaction.atomic
    def save(said: dict[str, Any]) -> AgreementChange:
        upload = said["document"]
        return services.propose(
            by=request.user,
            agreement_id=pk,
            data=form.change_data(),
            document=store_upload(by=request.user, upload=upload) if upload else None,
        )

    return form_page(
        request,
        form,
        save=save,
        title=_("Register a change: %(kind)s") % {"kind": kind.label},
        submit=_("Propose the change"),
        cancel=reverse("agreement-change-new", args=[pk]),
        lead=_("%(title)s. The change is proposed; it takes effect only when it is confirmed.")
        % {"title": agreement.title},
        breadcrumbs=crumbs,
        template="agreements/change_new.html",
        context={"kind": kind, "explained": EXPLAINED[kind], "grows": kind in BASES, "agreement": agreement},
    )


def _change(request: HttpRequest, pk: int) -> tuple[AgreementChange, Agreement]:
    """A change that the reader may see, and its agreement with all rows below it; 404 for anybody else."""
    changes = AgreementChange.objects.visible_to(request.user).select_related(
        "agreement", "lot", "supplier", "successor", "new_owner", "option", "document", "proposed_by", "confirmed_by"
    )
    change = get_object_or_404(changes, pk=pk)
    return change, seen(request, change.agreement_id)


@login_required
@require_safe
def agreement_change(request: HttpRequest, pk: int) -> HttpResponse:
    """A change: what, why, on which ground, what it touches; confirmed and withdrawn by buttons."""
    change, agreement = _change(request, pk)
    actor = actor_of(request.user)
    open_still = change.status in (ChangeStatus.PROPOSED, ChangeStatus.CONFIRMED)
    possible = change_rules.possible(agreement, change) if open_still else None
    page = {
        "change": change,
        "agreement": agreement,
        "breadcrumbs": breadcrumbs(agreement, _biography_crumb(agreement)),
        "summary": biography.summary(change),
        "tone": CHANGE_TONES[change.status],
        "touched": touched.read(_touched(change, agreement)),
        "notes": [str(note) for note in possible.notes] if possible is not None else [],
        "obstacles": [str(reason) for reason in possible.reasons] if isinstance(possible, Denied) else [],
        "is_office": agreement.cooperation_id in actor.office,
        "confirming": change_rules.may_confirm(actor, agreement, change),
        "withdrawing": change_rules.may_withdraw(actor, agreement, change),
        "at_once": change.effective_on <= timezone.localdate(),
    }
    page["differences"] = wording.changes(page["touched"].get("changes", {}), agreement.currency)
    return render(request, "agreements/change.html", page)


def _touched(change: AgreementChange, agreement: Agreement) -> dict[str, Any]:
    """What a proposed change would touch now; what was shown when it was confirmed, afterwards."""
    if change.status != ChangeStatus.PROPOSED:
        return change.touched
    return touched.touched(agreement, of_change(agreement, change), change.effective_on, change)


@login_required
@require_POST
def agreement_change_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    change, agreement = _change(request, pk)
    allowed(change_rules.may_change(actor_of(request.user), agreement))
    try:
        confirmed = services.confirm(
            by=request.user, change_id=pk, version=whole_number(request.POST.get("version", "")) or change.version
        )
    except Refused as refused:
        messages.error(request, str(refused))
    except Conflict:
        messages.error(request, _("Somebody else has changed this since you opened it. Look at it again."))
    else:
        took_effect = confirmed.status == ChangeStatus.IN_EFFECT
        messages.success(
            request, _("The change is in effect.") if took_effect else _("Confirmed. It takes effect on its day.")
        )
    return redirect(change)


@login_required
def agreement_change_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    change, agreement = _change(request, pk)
    allowed(change_rules.may_withdraw(actor_of(request.user), agreement, change))
    return form_page(
        request,
        WithdrawForm(request.POST or None, initial={"version": change.version}),
        save=lambda said: services.withdraw(
            by=request.user, change_id=pk, version=said["version"], reason=said["reason"]
        ),
        done=change.get_absolute_url(),
        title=_("Withdraw the change"),
        submit=_("Withdraw"),
        cancel=change.get_absolute_url(),
        message=_("The change is withdrawn."),
        lead=biography.headline(change),
        breadcrumbs=breadcrumbs(agreement, _biography_crumb(agreement)),
        obj=change,
    )


def may_see_file(user: Any, file: StoredFile) -> bool:
    """Whether the document of a change that the user may see is the file."""
    return AgreementChange.objects.visible_to(user).filter(document=file).exists()
