"""Non-conformities and complaints: reported, answered on the supplier's page, followed to their end."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.follow_up.filters import NonConformityFilter
from agreements.forms import follow_up as forms
from agreements.models import Agreement, CallOff, NonConformity
from agreements.rules import follow_up as rules
from agreements.services import non_conformities as services
from agreements.states.follow_up import (
    NON_CONFORMITY_TONES,
    SEVERITY_TONES,
    UNSETTLED,
    NonConformityKind,
    NonConformityStatus,
    Severity,
)
from agreements.views.follow_up import agreement_of, crumbs
from portal.accounts.access import require
from portal.accounts.actor import Actor, actor_of
from portal.organisations.models import Organisation
from portal.reference.collation import alphabet_for
from portal.web import formats, history
from portal.web.columns import Column, tag
from portal.web.form_page import form_page
from portal.web.lists import Facet, facet, list_page
from portal.web.lookups import whole_number
from suppliers.models import Supplier

ANSWER_DAYS = 14  # what a form proposes
#: The columns that the page has room for.
ON_PAGE = ("title", "happened_on", "status", "severity", "supplier", "buyer")


@require_safe
@login_required
def non_conformity_list(request: HttpRequest) -> HttpResponseBase:
    """Non-conformities: all of the office's agreements, the own organisation's, or a supplier's own."""
    actor = actor_of(request.user)
    columns = _columns()
    found = NonConformity.objects.visible_to(request.user).select_related("agreement", "supplier", "buyer")
    counted = found.order_by().values("supplier", "supplier__name", "kind")
    counted = counted.annotate(n=Count("pk"), left=Count("pk", filter=Q(status__in=UNSETTLED)))
    return list_page(
        request,
        queryset=found.order_by("-happened_on", "-pk"),
        filterset_class=NonConformityFilter,
        columns=columns,
        facets=_facets,
        template="agreements/follow_up/non_conformities.html",
        results_template="agreements/follow_up/results.html",
        title=_("Non-conformities and complaints"),
        filename=_("non-conformities"),
        own_order=_("Latest first"),
        noun=lambda n: ngettext("%(n)s report", "%(n)s reports", n) % {"n": formats.number(n)},
        search_label=_("Search by title, agreement or supplier"),
        empty=_("The supplier has not been sent any.")
        if actor.suppliers
        else _("Nothing has been reported. Open the agreement or the call-off to report that a supplier fails."),
        context={
            "counted": _by_supplier(counted),
            "is_supplier": bool(actor.suppliers),
            "on_page": [column for column in columns if column.key in ON_PAGE],
        },
    )


def _by_supplier(counted: Any) -> list[tuple[int, str, dict[str, int], int]]:
    """Each supplier with its numbers by kind, and how many have not come to their end; most first."""
    rows: dict[int, tuple[str, dict[str, int], int]] = {}
    for row in counted:
        name, kinds, left = rows.get(row["supplier"], (row["supplier__name"], {}, 0))
        rows[row["supplier"]] = (name, {**kinds, row["kind"]: row["n"]}, left + row["left"])
    listed = [(pk, name, kinds, left) for pk, (name, kinds, left) in rows.items()]
    return sorted(listed, key=lambda entry: (-sum(entry[2].values()), entry[1]))


def _columns() -> list[Column]:
    alphabet = alphabet_for(get_language() or "")
    return [
        Column("title", _("Title"), lambda row: row.title, link=NonConformity.get_absolute_url, sort="title"),
        Column("happened_on", _("Happened on"), lambda row: row.happened_on, "date", sort="happened_on"),
        Column("kind", _("Kind"), lambda row: row.get_kind_display(), sort="kind"),
        tag("status", _("Status"), NON_CONFORMITY_TONES),
        tag("severity", _("Severity"), SEVERITY_TONES, sorts=False),
        Column("supplier", _("Supplier"), lambda row: row.supplier.name, sort=f"supplier__sort_{alphabet}"),
        Column("buyer", _("Buyer"), lambda row: row.buyer.name, sort=f"buyer__sort_{alphabet}"),
        Column("agreement", _("Agreement"), lambda row: row.agreement.title, sort=f"agreement__sort_{alphabet}"),
        Column("answer_by", _("Answer by"), lambda row: row.answer_by, "date", sort="answer_by"),
    ]


def _facets(request: HttpRequest, filterset: NonConformityFilter, found: Any) -> list[Facet]:
    """The facets with their counts; each leaves its own choice out."""

    def counted(param: str, value: str) -> dict[Any, int]:
        return dict(filterset.narrowed(param).order_by().values_list(value).annotate(n=Count("pk")))

    def group(param: str, choices: Any) -> Facet:
        return facet(request, param, filterset.filters[param].label, list(choices))

    alphabet = alphabet_for(get_language() or "")
    suppliers, buyers = counted("supplier", "supplier"), counted("buyer", "buyer")
    agreements = filterset.chosen.get("agreement", ())
    groups = [
        group("open", (("1", _("not at its end"), filterset.narrowed("open").filter(status__in=UNSETTLED).count()),)),
        *(
            group(param, ((value, value.label, numbers.get(value, 0)) for value in choices))
            for param, choices in (("status", NonConformityStatus), ("kind", NonConformityKind), ("severity", Severity))
            for numbers in (counted(param, param),)
        ),
        *(
            group(param, ((row.pk, row.name, numbers.get(row.pk, 0)) for row in named.alphabetical(alphabet)))
            for param, numbers, named in (
                ("supplier", suppliers, Supplier.objects.filter(pk__in=suppliers)),
                ("buyer", buyers, Organisation.objects.filter(pk__in=buyers)),
            )
        ),
        group(
            "agreement",
            ((row.pk, row.title, None) for row in Agreement.objects.visible_to(request.user).filter(pk__in=agreements)),
        ),
    ]
    return [one for one in groups if one.options]


@require_safe
@login_required
def non_conformity(request: HttpRequest, pk: int) -> HttpResponse:
    """One report with its course: what happened, what is asked, what the supplier answered, and what may be done."""
    found = _seen(request, pk)
    actor = actor_of(request.user)
    inside = _is_inside(actor, found)
    steps = [
        (label, reverse(name, args=[pk]))
        for step, label, name in (
            ("sent", _("Send to the supplier"), "non-conformity-send"),
            ("answered", pgettext("a step of a non-conformity", "Answer"), "non-conformity-answer"),
            ("closed", _("Close"), "non-conformity-close"),
            ("escalated", _("Escalate"), "non-conformity-escalate"),
            ("withdrawn", _("Withdraw"), "non-conformity-withdraw"),
        )
        if rules.may_step(actor, found, step)
    ]
    page = {
        "found": found,
        "breadcrumbs": _crumbs(),
        "steps": steps,
        "may_correct": bool(rules.may_correct(actor, found)),
        "inside": inside,
        "late": found.status == NonConformityStatus.SENT and found.answer_by < timezone.localdate(),
        "status_tone": NON_CONFORMITY_TONES[NonConformityStatus(found.status)],
        "severity_tone": SEVERITY_TONES[Severity(found.severity)],
        "may_see_call_off": CallOff.objects.visible_to(request.user).filter(pk=found.call_off_id).exists(),
        "history": history.entries(found) if inside else None,
    }
    return render(request, "agreements/follow_up/non_conformity.html", page)


def _is_inside(actor: Actor, found: NonConformity) -> bool:
    """Whether the reader is on the buyer's side: the history holds the internal note, which no supplier reads."""
    return bool(rules.may_handle(actor, found)) or found.buyer_id in actor.organisations or actor.is_administrator


def _seen(request: HttpRequest, pk: int) -> NonConformity:
    rows = NonConformity.objects.visible_to(request.user).select_related(
        "agreement__cooperation", "agreement__partnership", "supplier", "buyer", "lot", "call_off", "reported_by",
        "answered_by",
    )  # fmt: skip
    return get_object_or_404(rows, pk=pk)


def _crumbs(*more: NonConformity) -> list[tuple[Any, str]]:
    return [
        (_("Non-conformities and complaints"), reverse("non-conformity-list")),
        *((row.title, row.get_absolute_url()) for row in more),
    ]


@login_required
def non_conformity_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Report that a supplier fails, under an agreement or a call-off (``?call_off=``)."""
    agreement = agreement_of(request, pk)
    actor = actor_of(request.user)
    require(rules.may_report(actor, agreement))
    wanted = whole_number(request.GET.get("call_off", ""))
    call_off = None
    if wanted:
        seen = CallOff.objects.visible_to(request.user).select_related("buyer", "supplier", "lot")
        call_off = get_object_or_404(seen, pk=wanted, agreement=agreement)
        require(rules.may_report(actor, agreement, call_off.buyer_id))
    today = timezone.localdate()
    form = forms.NonConformityForm(
        request.POST or None,
        agreement=agreement,
        buyers=rules.organisations_reporting(actor, agreement),
        call_off=call_off,
        initial={"happened_on": today, "answer_by": today + timedelta(days=ANSWER_DAYS)},
    )
    return form_page(
        request,
        form,
        save=lambda _said: services.report(by=request.user, agreement_id=pk, data=form.said()),
        title=_("Report a non-conformity"),
        lead=_(
            "Those who handle it hear of it at once. The supplier sees it when they send it there, but never the"
            " internal note."
        ),
        submit=_("Report it"),
        message=_("It is reported. Those who handle it have been told."),
        breadcrumbs=crumbs(agreement),
        cancel=call_off.get_absolute_url() if call_off else agreement.get_absolute_url(),
        context={"call_off": call_off},
        template="agreements/follow_up/report.html",
    )


@login_required
def non_conformity_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a report before it is sent."""
    found = _seen(request, pk)
    actor = actor_of(request.user)
    require(rules.may_correct(actor, found))
    names = (
        "version", "kind", "title", "buyer", "supplier", "lot", "what_happened", "happened_on", "severity", "demand",
        "answer_by", "internal_note",
    )  # fmt: skip
    form = forms.NonConformityForm(
        request.POST or None,
        agreement=found.agreement,
        buyers=rules.organisations_reporting(actor, found.agreement) | {found.buyer_id},
        call_off=found.call_off,
        initial={name: getattr(found, name) for name in names},
    )
    return _step(
        request,
        found,
        form,
        lambda said: services.correct(
            by=request.user, non_conformity_id=pk, version=said["version"] or 0, data=form.said()
        ),
        title=_("Correct the report"),
        submit=_("Save"),
        message=_("Saved."),
    )


@login_required
def non_conformity_send(request: HttpRequest, pk: int) -> HttpResponse:
    found = _stepping(request, pk, "sent")
    return _step(
        request,
        found,
        forms.SendForm(request.POST or None, initial={"version": found.version, "answer_by": found.answer_by}),
        lambda said: services.send(by=request.user, non_conformity_id=pk, **said),
        title=_("Send to %(supplier)s") % {"supplier": found.supplier},
        lead=_("The supplier's people see the report from now on, and get a letter. The internal note stays with us."),
        submit=_("Send"),
        message=_("It is sent to the supplier."),
    )


def _in_words(step: str, name: str) -> Callable[[HttpRequest, int], HttpResponse]:
    """A step that is taken with words which the other side reads."""

    @login_required
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        found = _stepping(request, pk, step)
        texts = _texts()[step]
        return _step(
            request,
            found,
            forms.WordsForm(request.POST or None, initial={"version": found.version}, words=texts.pop("words")),
            lambda said: getattr(services, name)(by=request.user, non_conformity_id=pk, **said),
            **texts,
        )

    return view


def _texts() -> dict[str, dict[str, str]]:
    return {
        "answered": {
            "title": _("Answer the report"),
            "words": _("Your answer"),
            "lead": _(
                "Say what went wrong, what you have done, and what you will do so that it does not happen again."
            ),
            "submit": pgettext("a step of a non-conformity", "Answer"),
            "message": _("Your answer is sent."),
        },
        "escalated": {
            "title": _("Take it a level higher"),
            "words": _("Why is the answer not enough?"),
            "lead": _("The supplier gets a letter with what you write."),
            "submit": _("Escalate"),
            "message": _("It is escalated."),
        },
        "closed": {
            "title": _("Close the report"),
            "words": _("What came of it?"),
            "lead": _("The answer is accepted, or what was escalated is settled. The supplier reads what you write."),
            "submit": _("Close"),
            "message": _("It is closed."),
        },
        "withdrawn": {
            "title": _("Withdraw the report"),
            "words": _("Why is it withdrawn?"),
            "lead": _("The report stays in the list, as withdrawn. If it was sent, the supplier is told."),
            "submit": _("Withdraw"),
            "message": _("It is withdrawn."),
        },
    }


non_conformity_answer = _in_words("answered", "answer")
non_conformity_escalate = _in_words("escalated", "escalate")
non_conformity_close = _in_words("closed", "close")
non_conformity_withdraw = _in_words("withdrawn", "withdraw")


def _stepping(request: HttpRequest, pk: int, step: str) -> NonConformity:
    found = _seen(request, pk)
    require(rules.may_step(actor_of(request.user), found, step))
    return found


def _step(
    request: HttpRequest, found: NonConformity, form: Any, save: Callable[[dict[str, Any]], Any], **texts: Any
) -> HttpResponse:
    return form_page(
        request,
        form,
        save=save,
        breadcrumbs=_crumbs(found),
        cancel=found.get_absolute_url(),
        obj=found if _is_inside(actor_of(request.user), found) else None,
        **texts,
    )
