"""Registering and editing an agreement, and what the form says while somebody types."""

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
from django.views.decorators.http import require_POST, require_safe

from agreements import facts, forms, rules, services, wording
from agreements.forms import AgreementForm
from agreements.models import Agreement
from portal.accounts.actor import actor_of
from portal.law.answers import Answer, Denied
from portal.law.numbers import BadNumber, check_registration_number
from portal.web.forms import ACTION
from portal.web.lookups import whole_number
from portal.workflow.errors import Conflict, Refused
from suppliers.models import Supplier
from suppliers.services import register_supplier


def allowed(answer: Answer) -> None:
    """Go on if a rule allows it; otherwise 403 with its reasons."""
    if not answer:
        raise PermissionDenied(str(answer))


def seen(request: HttpRequest, pk: int, *rows: str) -> Agreement:
    """The agreement with all rows below it, or only with those that are named; 404 for those who may not know of it."""
    related = ("cooperation", "owner", "responsible", "partnership")
    agreements = Agreement.objects.visible_to(request.user).select_related(*related)
    return get_object_or_404(agreements.prefetch_related(*(rows or facts.children())), pk=pk)


@login_required
def agreement_new(request: HttpRequest) -> HttpResponse:
    allowed(rules.may_begin(actor_of(request.user)))
    form = AgreementForm(_typed(request, None), user=request.user, initial=forms.initial_for(request.user))
    return _form_page(request, form, _("Register an agreement"))


@login_required
def agreement_edit(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = seen(request, pk)
    allowed(rules.may_edit(actor_of(request.user), agreement))
    form = AgreementForm(
        _typed(request, agreement), user=request.user, stored=agreement, initial=forms.initial_of(agreement)
    )
    return _form_page(request, form, agreement.title)


def _typed(request: HttpRequest, stored: Agreement | None) -> Any:
    """What came with the form, after the button that adds all members has been obeyed."""
    if request.method != "POST" or request.POST.get(ACTION) != forms.MEMBERS:
        return request.POST if request.method == "POST" else None
    form = AgreementForm(request.POST, user=request.user, stored=stored)
    day = forms.stands_in(form, "members_on") or timezone.localdate()
    if form.chosen_cooperation is None:
        return request.POST
    return forms.with_members(request.POST, form.chosen_cooperation, day)


def _form_page(request: HttpRequest, form: AgreementForm, title: str) -> HttpResponse:
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            agreement = _save(request, form)
        except Refused as refused:
            form.add_reasons(refused.answer.reasons)
        except Conflict as found:
            form, conflict = _brought_up_to_date(request, form, found)
        else:
            return _saved(request, form, agreement)
    stored = form.stored
    missing = rules.ready_to_publish(stored) if stored and stored.is_draft and request.method != "POST" else None
    page = {
        "form": form,
        "title": title,
        "agreement": stored,
        "conflict": conflict,
        "missing": reasons_with_links(stored, missing) if stored and missing is not None else [],
        "days": forms.last_days(form),
        "same_number": forms.same_number(form),
        "owner_typed": form["owner"].value(),
    }
    return render(request, "agreements/edit.html", page)


@transaction.atomic
def _save(request: HttpRequest, form: AgreementForm) -> Agreement:
    data = form.agreement_data(_register_new_suppliers(request.user, form))
    if form.stored is None:
        return services.register(by=request.user, data=data)
    return services.update(
        by=request.user,
        agreement_id=form.stored.pk,
        version=form.cleaned_data["version"] or 0,
        data=data,
        reason=form.cleaned_data.get("reason", ""),
    )


def _register_new_suppliers(user: Any, form: AgreementForm) -> dict[str, int]:
    """Register the suppliers that were named in the rows, each once; their ids by the prefix of the row."""
    country = form.chosen_cooperation.jurisdiction
    known: dict[tuple[str, str], int] = {}
    rows: dict[str, int] = {}
    for row in form.new_suppliers():
        name, number = row.cleaned_data["new_name"], row.cleaned_data["new_number"]
        key = (name.casefold(), number)
        if key not in known:
            supplier = register_supplier(by=user, name=name, country=country, registration_number=number)
            known[key] = supplier.pk
        rows[row.prefix] = known[key]
    return rows


def _brought_up_to_date(
    request: HttpRequest, form: AgreementForm, conflict: Conflict
) -> tuple[AgreementForm, dict[str, Any]]:
    """The form on the version that others left, and what they changed, beside what was typed.

    A field that only they changed takes what they wrote; one that was typed in stands as it was typed.
    """
    stored = seen(request, form.stored.pk)
    typed = form.said()
    theirs = {name for name, (before, _now) in conflict.changes.items() if forms.same(typed.get(name), before)}
    kept = {name: value for name, value in form.cleaned_data.items() if name not in theirs}
    initial = {**forms.initial_of(stored), **kept, "version": conflict.version}
    currency = form.chosen_cooperation.currency
    rows = [
        (label, before, after, after if name in theirs else wording.value(name, typed.get(name), currency))
        for (name, _change), (label, before, after) in zip(
            wording.in_order(conflict.changes), wording.changes(conflict.changes, currency), strict=True
        )
    ]
    fresh = AgreementForm(user=request.user, stored=stored, initial=initial)
    return fresh, {"who": conflict.who, "rows": rows}


def _saved(request: HttpRequest, form: AgreementForm, agreement: Agreement) -> HttpResponse:
    if not agreement.is_draft:
        messages.success(request, _("The change is saved."))
        return redirect(agreement)
    messages.success(request, _("The draft is saved."))
    if twins := forms.same_number(form):
        names = ", ".join(f"{twin.title} ({twin.owner})" for twin in twins)
        messages.warning(request, _("The number is used in this cooperation already: %(names)s.") % {"names": names})
    return redirect("agreement-edit", agreement.pk)


def reasons_with_links(agreement: Agreement, answer: Answer) -> list[tuple[str, str, str]]:
    """Why an agreement cannot be published yet: the words, their source, and where in the form to mend it."""
    if not isinstance(answer, Denied):
        return []
    form, partnership = (reverse(name, args=[agreement.pk]) for name in ("agreement-edit", "partnership"))
    return [
        (
            str(reason),
            str(reason.source or ""),
            partnership if reason.field == "partnership" else f"{form}#{_anchor(agreement, reason.field or '')}",
        )
        for reason in answer.reasons
    ]


def _anchor(agreement: Agreement, field: str) -> str:
    """The id of a field in the form, as it is drawn for the stored agreement."""
    if field.startswith("lots."):
        _lots, number, name = field.split(".", 2)
        for place, lot in enumerate(agreement.lots.all()):
            if (lot.number or str(lot.position)) == number:
                return f"lots-{place}-{name}" if name == "suppliers" else f"id_lots-{place}-{name}"
    return field if field in AgreementForm.rows else f"id_{field}"


@login_required
@require_POST
def agreement_check(request: HttpRequest, part: str) -> HttpResponse:
    """What follows from the form as it stands, for htmx: the resulting last days, or others with the same number."""
    allowed(rules.may_begin(actor_of(request.user)))
    stored = Agreement.objects.visible_to(request.user).filter(pk=whole_number(request.POST.get("stored", ""))).first()
    form = AgreementForm(request.POST, user=request.user, stored=stored)
    page = {"form": form, "days": forms.last_days(form), "same_number": forms.same_number(form)}
    return render(request, f"agreements/hints/{part}.html", page)


@login_required
@require_safe
def agreement_supplier_check(request: HttpRequest, prefix: str) -> HttpResponse:
    """Suppliers that look like the new one that is being typed in a row, for htmx."""
    allowed(rules.may_begin(actor_of(request.user)))
    name = request.GET.get(f"{prefix}-new_name", "").strip()[:200]
    typed = request.GET.get(f"{prefix}-new_number", "").strip()[:30]
    alike: list[Supplier] = []
    wrong = number = ""
    if typed:
        country = request.GET.get("country", "SE")
        try:
            number = check_registration_number(country, typed)
        except BadNumber as bad:
            wrong = str(bad)
    if len(name) > 2 or number:
        alike = list(Supplier.objects.visible_to(request.user).resembling(name, number)[:3])
    return render(request, "agreements/hints/supplier.html", {"alike": alike, "number": number, "wrong": wrong})
