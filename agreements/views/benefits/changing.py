"""Entering a benefit and taking it along its course."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agreements.benefits.wording import EXPLAINED
from agreements.forms import benefits as forms
from agreements.models import Agreement, Benefit
from agreements.rules import benefits as rules
from agreements.services import benefits as services
from agreements.states.benefits import PRICE_METHODS, Method
from agreements.views.benefits.page import benefit_of
from agreements.views.follow_up import agreement_of, crumbs
from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.organisations.models import Organisation
from portal.web.form_page import form_page
from portal.web.lookups import whole_number
from portal.web.presses import pressed


def _crumbs(agreement: Agreement, *more: Any) -> list[tuple[Any, str]]:
    back = reverse("agreement-benefits", args=[agreement.pk])
    return crumbs(agreement, (_("Benefits"), back), *((str(row), row.get_absolute_url()) for row in more))


@require_safe
@login_required
def benefit_method(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose how a benefit is reckoned."""
    agreement = agreement_of(request, pk)
    require(rules.may_begin(actor_of(request.user), agreement))
    page = {
        "agreement": agreement,
        "breadcrumbs": _crumbs(agreement),
        "methods": [(method, EXPLAINED[method]) for method in Method],
    }
    return render(request, "agreements/benefits/method.html", page)


@login_required
def benefit_new(request: HttpRequest, pk: int, method: str) -> HttpResponse:
    """Enter a benefit; ``?from=`` begins with the numbers of an earlier one of the same method."""
    agreement = agreement_of(request, pk)
    require(rules.may_begin(actor_of(request.user), agreement))
    chosen = _method(method)
    form = _form(request, forms.form_of(chosen), agreement, chosen, _like_earlier(request, agreement, chosen))
    return form_page(
        request,
        form,
        save=lambda _said: services.enter(by=request.user, agreement_id=pk, data=form.said()),
        title=capfirst(chosen.label),
        lead=EXPLAINED[chosen],
        submit=_("Save as a draft"),
        message=_("The benefit is saved as a draft. Look it through, and claim it."),
        breadcrumbs=_crumbs(agreement),
        cancel=reverse("agreement-benefits", args=[pk]),
    )


@login_required
def benefit_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    found = benefit_of(request, pk)
    require(rules.may_edit(actor_of(request.user), found))
    chosen = _method(found.method)
    form = _form(request, forms.form_of(chosen), found.agreement, chosen, forms.initial_of(found))
    return _page(
        request,
        found,
        form,
        lambda said: services.edit(by=request.user, benefit_id=pk, version=said["version"] or 0, data=form.said()),
        title=_("Edit the benefit"),
        lead=EXPLAINED[chosen],
    )


@login_required
def benefit_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Put another benefit in the place of one that was reckoned wrongly."""
    found = benefit_of(request, pk)
    require(rules.may_correct(actor_of(request.user), found))
    wanted = request.GET.get("method", "")
    same_kind = found.method in PRICE_METHODS and wanted in PRICE_METHODS
    chosen = _method(wanted if same_kind else found.method)
    form = _form(request, forms.correction_of(chosen), found.agreement, chosen, forms.initial_of(found))
    return _page(
        request,
        found,
        form,
        lambda said: services.correct(
            by=request.user, benefit_id=pk, version=said["version"] or 0, data=form.said(), reason=said["why"]
        ),
        title=_("Correct the benefit"),
        lead=_("The wrong one is withdrawn and stays to be read. The right one counts at once, and is reviewed anew."),
        submit=_("Correct it"),
        message=_("The benefit is corrected. It waits for a second person's review."),
        done=Benefit.get_absolute_url,
    )


@login_required
@require_POST
def benefit_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a draft count."""
    found = benefit_of(request, pk)
    require(rules.may_step(actor_of(request.user), "claimed", found))
    version = whole_number(request.POST.get("version", "")) or found.version
    pressed(
        request,
        lambda: services.claim(by=request.user, benefit_id=pk, version=version),
        _("The benefit counts. It waits for a second person's review."),
    )
    return redirect(found)


@login_required
def benefit_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a benefit is reckoned rightly."""
    found = benefit_of(request, pk)
    require(rules.may_step(actor_of(request.user), "reviewed", found))
    return _page(
        request,
        found,
        forms.ReviewForm(request.POST or None, user=request.user, initial={"version": found.version}),
        lambda said: services.review(by=request.user, benefit_id=pk, version=said["version"]),
        title=_("Review the benefit"),
        submit=_("It is reckoned rightly"),
        message=_("The benefit is reviewed."),
        template="agreements/benefits/review.html",
        context={"benefit": found, "is_price": found.method in PRICE_METHODS, "lines": found.lines.all()},
    )


@login_required
def benefit_send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a benefit reckoned anew."""
    return _with_reason(
        request,
        pk,
        "sent_back",
        services.send_back,
        title=_("Send the benefit back"),
        lead=_("It becomes a draft again, and counts once it is claimed anew."),
        submit=_("Send it back"),
        message=_("The benefit is sent back."),
    )


@login_required
def benefit_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a benefit that was none."""
    return _with_reason(
        request,
        pk,
        "withdrawn",
        services.withdraw,
        title=_("Withdraw the benefit"),
        lead=_("It stays to be read, and counts for nothing."),
        submit=_("Withdraw it"),
        message=_("The benefit is withdrawn."),
    )


def _with_reason(request: HttpRequest, pk: int, step: str, service: Any, **texts: Any) -> HttpResponse:
    found = benefit_of(request, pk)
    require(rules.may_step(actor_of(request.user), step, found))
    return _page(
        request,
        found,
        forms.ReasonForm(request.POST or None, user=request.user, initial={"version": found.version}),
        lambda said: service(by=request.user, benefit_id=pk, version=said["version"], reason=said["reason"]),
        **texts,
    )


def _page(request: HttpRequest, benefit: Benefit, form: Any, save: Any, **texts: Any) -> HttpResponse:
    """A form that leads back to the benefit."""
    back = benefit.get_absolute_url()
    return form_page(
        request,
        form,
        save=save,
        **{
            "submit": _("Save"),
            "message": _("Saved."),
            "breadcrumbs": _crumbs(benefit.agreement, benefit),
            "cancel": back,
            "done": back,
            "obj": benefit,
            **texts,
        },
    )


def _method(name: str) -> Method:
    if name not in Method.values:
        raise Http404
    return Method(name)


def _form(
    request: HttpRequest, kind: type[forms.BenefitForm], agreement: Agreement, method: Method, first: dict[str, Any]
) -> forms.BenefitForm:
    """The form with the members and years that the reader may choose."""
    members = Organisation.objects.filter(pk__in=rules.enters_for(actor_of(request.user), agreement))
    return kind(
        request.POST or None,
        user=request.user,
        agreement=agreement,
        method=method,
        members=members.order_by("name", "pk"),
        today=timezone.localdate(),
        initial=first,
    )


def _like_earlier(request: HttpRequest, agreement: Agreement, method: Method) -> dict[str, Any]:
    """What the form begins with: the numbers of the benefit that the address names, for the year after."""
    asked = whole_number(request.GET.get("from", ""))
    rows = Benefit.objects.visible_to(request.user).filter(agreement=agreement, method=method)
    earlier = rows.filter(pk=asked).first() if asked else None
    if earlier is None:
        return {}
    return forms.initial_of(earlier) | {"year": earlier.year + 1, "version": None}
