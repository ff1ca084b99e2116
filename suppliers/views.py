"""The supplier register, a supplier's own page, and how suppliers come in."""

from typing import Any

from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.access import require
from portal.accounts.actor import Actor, actor_of
from portal.law.numbers import format_number
from portal.organisations.periods import valid_on
from portal.reference.collation import alphabet_for
from portal.reference.models import County
from portal.web import formats, history
from portal.web.columns import Column
from portal.web.form_page import form_page
from portal.web.lists import Facet, facet, list_page
from portal.web.panels import panels_for
from suppliers import mail, rules, services
from suppliers.filters import UNKNOWN, SupplierFilter
from suppliers.forms import (
    DeclineForm,
    InviteForm,
    NoForm,
    RegisterForm,
    RequestForm,
    SubscriptionForm,
    SupplierForm,
)
from suppliers.models import Supplier, SupplierRequest, SupplierSize, SupplierUser
from suppliers.services.register import CONTACT
from suppliers.states import RequestState


def _alphabet() -> str:
    return alphabet_for(get_language() or "")


@require_safe
@login_required
def supplier_list(request: HttpRequest) -> HttpResponse:
    """All suppliers, for the cooperations' people. A supplier does not learn who the others are."""
    actor = actor_of(request.user)
    if not rules.may_list(actor):
        raise Http404
    waiting = SupplierRequest.objects.filter(state=RequestState.WAITING).count() if actor.office else 0
    return list_page(
        request,
        queryset=Supplier.objects.visible_to(request.user).select_related("municipality__county"),
        filterset_class=SupplierFilter,
        columns=_columns(actor),
        facets=_facets,
        template="suppliers/list.html",
        title=_("Suppliers"),
        default_sort="name",
        filename=_("suppliers"),
        noun=lambda n: ngettext("%(n)s supplier", "%(n)s suppliers", n) % {"n": formats.number(n)},
        search_label=_("Search name, contact or registration number"),
        empty=_("No supplier is registered yet. They come with the agreements, and by registering themselves."),
        context={"may_register": bool(rules.may_register(actor)), "waiting": waiting},
    )


def _columns(actor: Actor) -> list[Column]:
    return [
        Column("name", _("Name"), lambda s: s.name, sort=f"sort_{_alphabet()}", link=Supplier.get_absolute_url),
        Column("number", _("Registration number"), lambda s: rules.number_shown(actor, s)),
        Column("size", _("Size"), lambda s: s.get_size_display(), sort="size"),
        Column(
            "municipality",
            _("Municipality"),
            lambda s: s.municipality.name if s.municipality else "",
            sort="municipality__name",
        ),
        Column("email", _("E-mail address"), lambda s: s.email),
        Column("phone", _("Telephone"), lambda s: s.phone),
        Column("country", _("Country"), lambda s: s.country, sort="country"),
    ]


def _facets(request: HttpRequest, filterset: SupplierFilter, found: QuerySet) -> list[Facet]:
    """The facets with their counts; each leaves its own choice out."""

    def counted(param: str, field: str) -> dict[Any, int]:
        query = request.GET.copy()
        query.pop(param, None)
        rows = SupplierFilter(query, queryset=filterset.queryset, request=request).qs
        return dict(rows.order_by().values_list(field).annotate(n=Count("pk")))

    sizes = counted("size", "size")
    counties = counted("county", "municipality__county")
    named = County.objects.filter(pk__in=[pk for pk in counties if pk]).in_order()
    return [
        facet(
            request,
            "size",
            _("Size"),
            [
                *((size.value, size.label, sizes.get(size.value, 0)) for size in SupplierSize),
                (UNKNOWN, _("unknown"), sizes.get("", 0)),
            ],
        ),
        facet(request, "county", _("County"), [(row.pk, row.name, counties[row.pk]) for row in named]),
    ]


def _seen(request: HttpRequest, pk: int) -> Supplier:
    found = Supplier.objects.visible_to(request.user).select_related("municipality__county")
    return get_object_or_404(found, pk=pk)


def _crumbs(request: HttpRequest, *more: Supplier) -> list[tuple[Any, str]]:
    first = [(_("Suppliers"), reverse("supplier-list"))] if rules.may_list(actor_of(request.user)) else []
    return [*first, *((one.name, one.get_absolute_url()) for one in more)]


@require_safe
@login_required
def supplier(request: HttpRequest, pk: int) -> HttpResponse:
    """One supplier: how to reach it, what it sells, and, from upper apps, its agreements and what is planned for it."""
    found = _seen(request, pk)
    actor = actor_of(request.user)
    speaks = bool(rules.may_speak_for(actor, found))
    acting = found.users.filter(valid_on(timezone.localdate())).select_related("user").order_by("user__name")
    return render(
        request,
        "suppliers/supplier.html",
        {
            "supplier": found,
            "breadcrumbs": _crumbs(request),
            "number": rules.number_shown(actor, found),
            "contacts": found.contacts.all(),
            "branches": found.subscriptions.select_related("cpv", "county"),
            "speaks": speaks,
            "acting": acting if speaks else None,
            "panels": panels_for("supplier", request, found),
            "history": history.entries(found) if actor.office or actor.is_administrator else None,
        },
    )


@login_required
def supplier_new(request: HttpRequest) -> HttpResponse:
    """Register a supplier by hand."""
    require(rules.may_register(actor_of(request.user)))
    return form_page(
        request,
        RegisterForm(request.POST or None, user=request.user),
        save=lambda data: services.register_supplier(by=request.user, **data),
        title=_("Register a supplier"),
        submit=_("Register"),
        message=_("The supplier is registered."),
        breadcrumbs=_crumbs(request),
        cancel=reverse("supplier-list"),
        done=Supplier.get_absolute_url,
    )


@login_required
def supplier_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a supplier's details and contacts. What others changed meanwhile is shown, and nothing typed is lost."""
    found = _seen(request, pk)
    actor = actor_of(request.user)
    require(rules.may_edit(actor, found))
    editable = rules.editable(actor, found)
    initial = {name: getattr(found, name) for name in editable} | {
        "version": found.version,
        "contacts": [{name: getattr(row, name) for name in CONTACT} for row in found.contacts.all()],
    }
    if "registration_number" in initial:
        initial["registration_number"] = format_number(found.country, found.registration_number)
    return form_page(
        request,
        SupplierForm(
            request.POST or None, user=request.user, editable=editable, country=found.country, initial=initial
        ),
        save=lambda data: services.update(
            by=request.user,
            supplier_id=found.pk,
            version=data["version"] or 0,
            fields=data,
            contacts=data["contacts"],
        ),
        title=_("Edit %(name)s") % {"name": found.name},
        submit=_("Save"),
        message=_("Saved."),
        obj=found,
        breadcrumbs=_crumbs(request, found),
        cancel=found.get_absolute_url(),
        done=Supplier.get_absolute_url,
    )


@login_required
def supplier_subscriptions(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the branches and areas whose planned procurements come first."""
    found = _seen(request, pk)
    require(rules.may_speak_for(actor_of(request.user), found))
    rows = [{"cpv": row.cpv, "county": row.county_id} for row in found.subscriptions.select_related("cpv")]
    return form_page(
        request,
        SubscriptionForm(request.POST or None, user=request.user, initial={"branches": rows}),
        save=lambda data: services.subscribe(
            by=request.user,
            supplier_id=found.pk,
            branches=[(row["cpv"], row["county"]) for row in data["branches"]],
        ),
        title=_("Branches and areas"),
        lead=_("Planned procurements in these branches and areas come first on your pages."),
        submit=_("Save"),
        message=_("Saved."),
        breadcrumbs=_crumbs(request, found),
        cancel=found.get_absolute_url(),
        done=Supplier.get_absolute_url,
    )


@login_required
def supplier_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite a person to act for a supplier."""
    found = _seen(request, pk)
    require(rules.may_speak_for(actor_of(request.user), found))
    return form_page(
        request,
        InviteForm(request.POST or None, user=request.user),
        save=lambda data: services.invite_user(
            by=request.user, supplier_id=found.pk, email=data["email"], name=data["name"], language=get_language() or ""
        ),
        title=_("Invite a person to act for %(name)s") % {"name": found.name},
        lead=_("A link for choosing a password is mailed to somebody who has no account yet."),
        submit=_("Invite"),
        message=_("The invitation is sent."),
        breadcrumbs=_crumbs(request, found),
        cancel=found.get_absolute_url(),
        done=found.get_absolute_url(),
    )


@login_required
def supplier_user_end(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """End a person's right to act for a supplier."""
    found = _seen(request, pk)
    require(rules.may_speak_for(actor_of(request.user), found))
    acting = get_object_or_404(SupplierUser.objects.select_related("user"), pk=row, supplier=found, valid_to=None)
    return form_page(
        request,
        NoForm(request.POST or None, user=request.user),
        save=lambda data: services.end_user(by=request.user, supplier_user_id=acting.pk),
        title=_("End %(person)s's right to act for %(name)s") % {"person": acting.user, "name": found.name},
        submit=_("End it"),
        message=_("It is ended."),
        breadcrumbs=_crumbs(request, found),
        cancel=found.get_absolute_url(),
        done=found.get_absolute_url(),
    )


@rate_limit(action="supplier_register")
def supplier_register(request: HttpRequest) -> HttpResponse:
    """The public page on which a company asks to be registered."""
    return form_page(
        request,
        RequestForm(request.POST or None, user=request.user, initial={"country": "SE"}),
        save=lambda data: services.ask_to_register(language=get_language() or "", **data),
        title=_("Register as a supplier"),
        lead=_(
            "Say which branches and areas are yours, and see first what is planned in them. The office approves you."
        ),
        submit=_("Register"),
        message=_("A letter has been sent to the address. Follow its link to confirm it."),
        cancel=reverse("procurement-list"),
        done=reverse("procurement-list"),
    )


def supplier_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the letter. A button confirms: programs that look into letters follow links, but press nothing."""
    request_id = mail.request_id_of(token)
    asked = SupplierRequest.objects.filter(pk=request_id).first() if request_id else None
    if asked is None:
        return render(request, "suppliers/confirm_gone.html", status=404)

    def save(data: dict[str, Any]) -> str:
        services.confirm(request_id=asked.pk)
        messages.success(
            request, _("Thank you. The office looks at your request; once it is approved you can sign in.")
        )
        return reverse("procurement-list")

    return form_page(
        request,
        NoForm(request.POST or None, user=request.user),
        save=save,
        title=_("Confirm your e-mail address"),
        lead=_("%(email)s, for %(name)s") % {"email": asked.email, "name": asked.name},
        submit=_("Confirm"),
        cancel=reverse("procurement-list"),
    )


@require_safe
@login_required
def supplier_request_list(request: HttpRequest) -> HttpResponse:
    """The requests that wait for an office."""
    require(rules.may_decide(actor_of(request.user)))
    waiting = SupplierRequest.objects.filter(state=RequestState.WAITING).select_related("supplier")
    page = {"requests": waiting, "breadcrumbs": _crumbs(request), "format_number": format_number}
    return render(request, "suppliers/requests.html", page)


@login_required
def supplier_request_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the person who asked act for the company."""
    asked = _waiting(request, pk)
    return form_page(
        request,
        NoForm(request.POST or None, user=request.user),
        save=lambda data: services.approve(by=request.user, request_id=asked.pk),
        title=_("Let %(person)s act for %(name)s") % {"person": asked.contact_name, "name": asked},
        lead=_("%(email)s gets a letter with a link for choosing a password. Be sure that the person belongs there.")
        % {"email": asked.email},
        submit=_("Approve"),
        message=_("Approved."),
        breadcrumbs=_crumbs(request),
        cancel=reverse("supplier-request-list"),
        done=reverse("supplier-request-list"),
    )


@login_required
def supplier_request_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Turn a request down."""
    asked = _waiting(request, pk)
    return form_page(
        request,
        DeclineForm(request.POST or None, user=request.user),
        save=lambda data: services.decline(by=request.user, request_id=asked.pk, reason=data["reason"]),
        title=_("Decline %(person)s's request for %(name)s") % {"person": asked.contact_name, "name": asked},
        submit=_("Decline"),
        message=_("Declined."),
        breadcrumbs=_crumbs(request),
        cancel=reverse("supplier-request-list"),
        done=reverse("supplier-request-list"),
    )


def _waiting(request: HttpRequest, pk: int) -> SupplierRequest:
    require(rules.may_decide(actor_of(request.user)))
    return get_object_or_404(SupplierRequest.objects.select_related("supplier"), pk=pk, state=RequestState.WAITING)
