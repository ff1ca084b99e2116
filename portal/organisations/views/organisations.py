"""Organisations with their units, companies and owners."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.law.numbers import format_number
from portal.organisations import rules
from portal.organisations.filters import NO_MEMBER, OrganisationFilter
from portal.organisations.forms import DayForm, OrganisationForm, OwnershipForm, UnitChangeForm, UnitForm
from portal.organisations.models import (
    Cooperation,
    Membership,
    Organisation,
    OrganisationKind,
    Ownership,
    Unit,
)
from portal.organisations.pages import contacts_of
from portal.organisations.services import organisations as services
from portal.organisations.services.organisations import FIELDS, OrganisationData
from portal.reference.collation import alphabet_for
from portal.reference.models import County
from portal.web import history
from portal.web.columns import Column
from portal.web.form_page import form_page
from portal.web.formats import number
from portal.web.forms import ACTION
from portal.web.lists import Facet, facet, list_page
from portal.web.panels import panels_for

FILL = "fill"


def _alphabet() -> str:
    return alphabet_for(get_language() or "")


def _columns() -> list[Column]:
    return [
        Column("name", _("Name"), lambda o: o.name, sort=f"sort_{_alphabet()}", link=lambda o: o.get_absolute_url()),
        Column("kind", _("Kind"), lambda o: o.get_kind_display(), sort="kind"),
        Column("number", _("Registration number"), lambda o: format_number(o.country, o.registration_number)),
        Column(
            "county",
            _("County"),
            lambda o: o.municipality.county.name if o.municipality else "",
            sort="municipality__county__code",
        ),
        Column("member", _("Member of"), lambda o: ", ".join(m.cooperation.name for m in o.current_memberships)),
    ]


def _facets(request: HttpRequest, filterset: Any, found: QuerySet) -> list[Facet]:
    everything, today = filterset.queryset, timezone.localdate()

    def counted(param: str, *by: str) -> list[Any]:
        rows = filterset.narrowed(everything, but=param).order_by()
        return list(rows.values_list(*by).annotate(n=Count("pk", distinct=True)))

    kinds = dict(counted("kind", "kind"))
    counties = dict(counted("county", "municipality__county"))
    rows = filterset.narrowed(everything, but="member")
    members = Membership.objects.on(today).filter(organisation__in=rows.values("pk"))
    by_cooperation = dict(
        members.order_by().values_list("cooperation").annotate(n=Count("organisation", distinct=True))
    )
    outside = rows.exclude(pk__in=Membership.objects.on(today).values("organisation")).count()
    return [
        facet(request, "kind", _("Kind"), [(kind.value, kind.label, kinds.get(kind, 0)) for kind in OrganisationKind]),
        facet(
            request,
            "member",
            _("Member of"),
            [
                *((c.pk, c.name, by_cooperation.get(c.pk, 0)) for c in Cooperation.objects.all()),
                (NO_MEMBER, _("no cooperation"), outside),
            ],
        ),
        facet(
            request,
            "county",
            _("County"),
            [(c.pk, c.name, counties[c.pk]) for c in County.objects.filter(pk__in=set(counties) - {None}).in_order()],
        ),
    ]


@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    """Municipalities, companies, regions and others that buy."""
    today = timezone.localdate()
    current = Membership.objects.on(today).select_related("cooperation")
    return list_page(
        request,
        queryset=Organisation.objects.visible_to(request.user)
        .select_related("municipality__county")
        .prefetch_related(Prefetch("memberships", current, to_attr="current_memberships")),
        filterset_class=OrganisationFilter,
        columns=_columns(),
        facets=_facets,
        template="organisations/list.html",
        title=_("Organisations"),
        default_sort="name",
        filename=_("organisations"),
        noun=lambda n: ngettext("%(n)s organisation", "%(n)s organisations", n) % {"n": number(n)},
        search_label=_("Search name, unit, municipality or number"),
        empty=_("Nothing matches. Try fewer words, or clear the filters."),
        context={"may_register": rules.may_register(actor_of(request.user))},
    )


def _organisation(request: HttpRequest, pk: int) -> Organisation:
    return get_object_or_404(
        Organisation.objects.visible_to(request.user).select_related("municipality__county"), pk=pk
    )


def _crumbs(*more: Organisation) -> list[tuple[Any, str]]:
    return [(_("Organisations"), reverse("organisation-list")), *((o.name, o.get_absolute_url()) for o in more)]


@require_safe
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation: what it belongs to, its units, companies and owners, and whom to turn to."""
    found = _organisation(request, pk)
    actor = actor_of(request.user)
    may_edit = rules.may_edit(actor, found)
    place = found.municipality
    return render(
        request,
        "organisations/organisation.html",
        {
            "organisation": found,
            "breadcrumbs": _crumbs(),
            "number": format_number(found.country, found.registration_number),
            "population": place.populations.last() if place and found.kind == OrganisationKind.MUNICIPALITY else None,
            "memberships": found.memberships.select_related("cooperation"),
            "units": found.units.prefetch_related("former_names__organisation"),
            "companies": found.companies.select_related("company").order_by("company__sort_sv", "valid_from"),
            "owners": found.owners.select_related("owner").order_by("owner__sort_sv", "valid_from"),
            "contacts": contacts_of(found),
            "shows_people": actor.is_administrator or bool(actor.cooperations | actor.organisations),
            "may_edit": may_edit,
            "panels": panels_for("organisation", request, found),
            "history": history.entries(found) if may_edit else None,
            "today": timezone.localdate(),
        },
    )


def _organisation_form(request: HttpRequest, initial: dict[str, Any]) -> OrganisationForm:
    """The form; its button "fill in" writes name and number of the municipality chosen into it."""
    if request.method != "POST":
        return OrganisationForm(user=request.user, initial=initial)
    form = OrganisationForm(request.POST, user=request.user)
    if request.POST.get(ACTION) != FILL:
        return form
    place = OrganisationForm(_without(request, ACTION), user=request.user)
    place.is_valid()
    municipality = place.cleaned_data.get("municipality")
    if municipality is None:
        return form
    data = request.POST.copy()
    data["country"] = municipality.country
    data["name"] = municipality.official_name
    data["registration_number"] = format_number(municipality.country, municipality.registration_number or "")
    return OrganisationForm(data, user=request.user)


def _without(request: HttpRequest, name: str) -> Any:
    data = request.POST.copy()
    data.pop(name, None)
    return data


def _data(cleaned: dict[str, Any]) -> OrganisationData:
    return OrganisationData(**{field: cleaned[field] for field in FIELDS})


@login_required
def organisation_register(request: HttpRequest) -> HttpResponse:
    """Register an organisation."""
    require(rules.may_register(actor_of(request.user)))
    return form_page(
        request,
        _organisation_form(request, {"kind": OrganisationKind.MUNICIPALITY}),
        save=lambda data: services.register(by=request.user, data=_data(data)),
        title=_("Register an organisation"),
        submit=_("Register"),
        message=_("The organisation is registered."),
        breadcrumbs=_crumbs(),
        cancel=_crumbs()[0][1],
        template="organisations/edit.html",
    )


@login_required
def organisation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is registered of an organisation."""
    found = _organisation(request, pk)
    require(rules.may_edit(actor_of(request.user), found))
    initial = {field: getattr(found, field) for field in FIELDS} | {"version": found.version}
    initial["registration_number"] = format_number(found.country, found.registration_number)
    return form_page(
        request,
        _organisation_form(request, initial),
        save=lambda data: services.update(
            by=request.user, organisation_id=found.pk, version=data["version"] or 0, data=_data(data)
        ),
        title=_("Edit %(name)s") % {"name": found},
        submit=_("Save"),
        message=_("Saved."),
        obj=found,
        breadcrumbs=_crumbs(found),
        cancel=found.get_absolute_url(),
        template="organisations/edit.html",
    )


@login_required
def unit_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a unit to an organisation."""
    found = _organisation(request, pk)
    require(rules.may_edit(actor_of(request.user), found))
    return form_page(
        request,
        UnitForm(request.POST or None, user=request.user),
        save=lambda data: services.add_unit(by=request.user, organisation_id=found.pk, name=data["name"]),
        title=_("Add a unit"),
        submit=_("Add the unit"),
        message=_("The unit is added."),
        breadcrumbs=_crumbs(found),
        cancel=found.get_absolute_url(),
        done=found.get_absolute_url(),
    )


def _unit(request: HttpRequest, pk: int) -> Unit:
    seen = Unit.objects.filter(organisation__in=Organisation.objects.visible_to(request.user))
    unit = get_object_or_404(seen.select_related("organisation"), pk=pk)
    require(rules.may_edit(actor_of(request.user), unit.organisation))
    return unit


@login_required
def unit_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a unit, or move it to another organisation."""
    unit = _unit(request, pk)
    initial = {"name": unit.name, "organisation": unit.organisation, "on": timezone.localdate()}
    return form_page(
        request,
        UnitChangeForm(request.POST or None, user=request.user, initial=initial),
        save=lambda data: services.change_unit(
            by=request.user,
            unit_id=unit.pk,
            name=data["name"],
            organisation_id=data["organisation"].pk,
            on=data["on"],
        ),
        title=_("Rename or move %(name)s") % {"name": unit},
        lead=_("What it was called and where it belonged stays in its history."),
        submit=_("Save"),
        message=_("Saved."),
        breadcrumbs=_crumbs(unit.organisation),
        cancel=unit.organisation.get_absolute_url(),
        done=lambda changed: changed.organisation.get_absolute_url(),
    )


@login_required
def unit_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a unit on a day."""
    unit = _unit(request, pk)
    return form_page(
        request,
        DayForm(request.POST or None, user=request.user, initial={"on": timezone.localdate()}),
        save=lambda data: services.close_unit(by=request.user, unit_id=unit.pk, on=data["on"]),
        title=_("Close %(name)s") % {"name": unit},
        submit=_("Close the unit"),
        message=_("The unit is closed."),
        breadcrumbs=_crumbs(unit.organisation),
        cancel=unit.organisation.get_absolute_url(),
        done=unit.organisation.get_absolute_url(),
    )


@login_required
def ownership_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who owns a company."""
    found = _organisation(request, pk)
    require(rules.may_edit(actor_of(request.user), found))
    return form_page(
        request,
        OwnershipForm(request.POST or None, user=request.user, initial={"valid_from": timezone.localdate()}),
        save=lambda data: services.add_owner(
            by=request.user,
            company_id=found.pk,
            owner_id=data["owner"].pk,
            share=data["share"],
            valid_from=data["valid_from"],
            valid_to=data["valid_to"],
        ),
        title=_("Add an owner of %(name)s") % {"name": found},
        submit=_("Add the owner"),
        message=_("The owner is added."),
        breadcrumbs=_crumbs(found),
        cancel=found.get_absolute_url(),
        done=found.get_absolute_url(),
    )


@login_required
def ownership_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Say when somebody ceased to own a company."""
    seen = Ownership.objects.filter(company__in=Organisation.objects.visible_to(request.user))
    row = get_object_or_404(seen.select_related("company", "owner"), pk=pk)
    require(rules.may_edit(actor_of(request.user), row.company))
    return form_page(
        request,
        DayForm(request.POST or None, user=request.user, initial={"on": row.valid_to or timezone.localdate()}),
        save=lambda data: services.end_ownership(by=request.user, ownership_id=row.pk, on=data["on"]),
        title=_("%(owner)s no longer owns %(company)s") % {"owner": row.owner, "company": row.company},
        submit=_("Save"),
        message=_("Saved."),
        breadcrumbs=_crumbs(row.company),
        cancel=row.company.get_absolute_url(),
        done=row.company.get_absolute_url(),
    )
