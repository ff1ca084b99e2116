"""The list of people, inviting them, and giving and ending roles."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.access import require
from portal.accounts.actor import Role, actor_of
from portal.accounts.models import User
from portal.organisations import rules
from portal.organisations.filters import PersonFilter
from portal.organisations.forms import DayForm, InviteForm, RoleForm
from portal.organisations.grants import SEAT_ROLES
from portal.organisations.models import Appointment, Cooperation, Seat
from portal.organisations.periods import valid_on
from portal.organisations.services import roles
from portal.organisations.services.roles import place_of
from portal.reference.collation import SortKey, alphabet_for
from portal.web.columns import Column
from portal.web.form_page import form_page
from portal.web.formats import number
from portal.web.lists import Facet, facet, list_page

TONES = {"open": "success", "invited": "info", "closed": "danger"}


def _state(person: User) -> str:
    return "closed" if not person.is_active else "invited" if person.awaits_password else "open"


def _state_labels() -> dict[str, str]:
    return {"open": _("open"), "invited": _("invited"), "closed": _("closed")}


def _roles(person: Any) -> str:
    roles = [f"{row.get_role_display()}, {place_of(row)}".rstrip(", ") for row in person.appointments_today]
    return "; ".join([*roles, *map(place_of, person.seats_today)])


def _columns() -> list[Column]:
    labels = _state_labels()
    return [
        Column(
            "name",
            _("Name"),
            lambda p: p.name,
            sort=SortKey("name", alphabet_for(get_language() or "")),
            link=lambda p: p.get_absolute_url(),
        ),
        Column("email", _("E-mail address"), lambda p: p.email, sort="email"),
        Column("phone", _("Telephone"), lambda p: p.phone),
        Column("roles", _("Roles today"), _roles),
        Column("state", _("Account"), lambda p: labels[_state(p)], kind="tag", tone=lambda p: TONES[_state(p)]),
    ]


def _facets(request: HttpRequest, filterset: Any, found: QuerySet) -> list[Facet]:
    everything, today = filterset.queryset.order_by(), timezone.localdate()

    def counted(param: str, value: str) -> int:
        return filterset.narrowed(everything, but=param).filter(getattr(filterset, f"by_{param}")([value])).count()

    people = Count("user", distinct=True)
    anyone = filterset.narrowed(everything, but="role").values("pk")
    appointed = Appointment.objects.filter(valid_on(today), user__in=anyone).order_by()
    seated = Seat.objects.filter(valid_on(today), user__in=anyone).order_by()
    by_role = dict(appointed.values_list("role").annotate(n=people))
    by_role |= {SEAT_ROLES.get(kind, ""): n for kind, n in seated.values_list("group__kind").annotate(n=people)}
    cooperations = Cooperation.objects.visible_to(request.user)
    return [
        facet(request, "role", _("Role"), [(role.value, role.label, by_role.get(role, 0)) for role in Role]),
        facet(
            request,
            "cooperation",
            _("Cooperation"),
            [(c.pk, c.name, counted("cooperation", str(c.pk))) for c in cooperations],
        ),
        facet(
            request,
            "state",
            _("Account"),
            [(value, label, counted("state", value)) for value, label in _state_labels().items()],
        ),
    ]


@require_safe
@login_required
def person_list(request: HttpRequest) -> HttpResponse:
    """People whom the reader may see, with what they are today."""
    require(rules.may_list_people(actor_of(request.user)))
    today = valid_on(timezone.localdate())
    appointments = Appointment.objects.filter(today).select_related("cooperation", "organisation", "unit")
    seats = Seat.objects.filter(today).select_related("group", "organisation")
    return list_page(
        request,
        queryset=User.objects.visible_to(request.user).prefetch_related(
            Prefetch("appointments", appointments, to_attr="appointments_today"),
            Prefetch("seats", seats, to_attr="seats_today"),
        ),
        filterset_class=PersonFilter,
        columns=_columns(),
        facets=_facets,
        template="people/list.html",
        title=_("People"),
        default_sort="name",
        filename=_("people"),
        noun=lambda n: ngettext("%(n)s person", "%(n)s people", n) % {"n": number(n)},
        search_label=_("Search name, e-mail, title or organisation"),
        empty=_("Nobody matches. Try fewer words, or clear the filters."),
        context={"may_invite": bool(rules.roles_to_give(actor_of(request.user)))},
    )


def _require_to_give(request: HttpRequest) -> None:
    if not rules.roles_to_give(actor_of(request.user)):
        require(rules.NOT_YOURS_TO_GIVE)


def _crumbs(*more: User) -> list[tuple[Any, str]]:
    return [(_("People"), reverse("person-list")), *((str(person), person.get_absolute_url()) for person in more)]


@login_required
def person_invite(request: HttpRequest) -> HttpResponse:
    """Invite a person, with a role, in one form."""
    _require_to_give(request)
    language = request.user.language or settings.LANGUAGE_CODE
    form = InviteForm(request.POST or None, user=request.user, initial={"language": language})

    def save(data: dict[str, Any]) -> User:
        person, _role = roles.invite(
            by=request.user,
            email=data["email"],
            name=data["name"],
            phone=data["phone"],
            language=data["language"],
            role=form.role_data(),
        )
        return person

    return form_page(
        request,
        form,
        save=save,
        title=_("Invite a person"),
        lead=_("A letter with a link for choosing a password goes out at once."),
        submit=_("Invite"),
        message=_("The person is invited."),
        breadcrumbs=_crumbs(),
        cancel=reverse("person-list"),
    )


@login_required
def role_give(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person another role."""
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    _require_to_give(request)
    form = RoleForm(request.POST or None, user=request.user)
    return form_page(
        request,
        form,
        save=lambda data: roles.give(by=request.user, person_id=person.pk, role=form.role_data()),
        title=_("Give %(name)s a role") % {"name": person},
        submit=_("Give the role"),
        message=_("The role is given."),
        breadcrumbs=_crumbs(person),
        cancel=person.get_absolute_url(),
        done=person.get_absolute_url(),
    )


@login_required
def appointment_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which is the last day of a role."""
    seen = Appointment.objects.filter(user__in=User.objects.visible_to(request.user))
    row = get_object_or_404(seen.select_related("user", "cooperation", "organisation"), pk=pk)
    require(rules.may_end(actor_of(request.user), row, day=timezone.localdate()))
    return form_page(
        request,
        DayForm(request.POST or None, user=request.user, initial={"on": row.valid_to or timezone.localdate()}),
        save=lambda data: roles.end_appointment(by=request.user, appointment_id=row.pk, on=data["on"]),
        title=_("End a role of %(name)s") % {"name": row.user},
        lead=f"{row.get_role_display()}, {place_of(row)}".rstrip(", "),
        submit=_("Save"),
        message=_("Saved."),
        breadcrumbs=_crumbs(row.user),
        cancel=row.user.get_absolute_url(),
        done=row.user.get_absolute_url(),
    )
