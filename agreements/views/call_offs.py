"""Call-offs: the list, making one, its page, its course and its documents."""

from datetime import MAXYEAR, MINYEAR, date
from decimal import Decimal, InvalidOperation
from typing import Any

import django_filters
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from agreements import buying, facts
from agreements.filters import Values, identity, one_of
from agreements.forms.call_offs import (
    CallOffCancelForm,
    CallOffDocumentForm,
    CallOffEditForm,
    CallOffEndForm,
    CallOffForm,
)
from agreements.forms.steps import RemoveForm
from agreements.lists import FacetFilter, sections, with_options
from agreements.models import Agreement, CallOff, CallOffDocument, Lot, MiniCompetition
from agreements.papers import confirmation
from agreements.rules import call_offs as rules
from agreements.services import call_offs as services
from agreements.services.ceilings import reserved_of, used_of
from agreements.states.call_offs import CALL_OFF_TONES, CallOffStatus, CompetitionStatus
from portal.accounts.access import require
from portal.accounts.actor import Actor, actor_of
from portal.files.models import StoredFile
from portal.files.services import store_upload
from portal.jobs.papers import Waiting, hand_out
from portal.law.frameworks.buying import Wanted
from portal.organisations.models import Organisation
from portal.web import formats, history
from portal.web.columns import Column
from portal.web.form_page import form_page
from portal.web.lists import Facet, list_page
from portal.web.lookups import whole_number
from portal.web.panels import panels_for

LATEST = 10
WITH_NAMES = CallOff.objects.select_related("agreement__cooperation", "lot", "supplier", "buyer")


def may_see_file(user: Any, file: StoredFile) -> bool:
    """Whether a document of a call-off that the user may see points at the file."""
    return CallOffDocument.objects.filter(file=file, call_off__in=CallOff.objects.visible_to(user)).exists()


class CallOffFilter(FacetFilter):
    """What of the call-offs is asked for."""

    q = django_filters.CharFilter(label=lazy("Search"), method="with_words", max_length=100)
    status = Values(lazy("Status"), one_of(*CallOffStatus), "among")
    buyer = Values(lazy("Buyer"), identity, "among")
    supplier = Values(lazy("Supplier"), identity, "among")
    agreement = Values(lazy("Agreement"), identity, "among")
    narrows = {"status": "status", "buyer": "buyer", "supplier": "supplier", "agreement": "agreement"}

    class Meta:
        model = CallOff
        fields: list[str] = []

    def with_words(self, found: QuerySet, name: str, value: str) -> QuerySet:
        """By number, by what is bought, or by the buyer's reference."""
        said = Q(title__icontains=value) | Q(reference__icontains=value)
        year, _dash, number = value.strip().partition("-")
        if whole_number(number) and MINYEAR <= whole_number(year) <= MAXYEAR:
            said |= Q(pk=whole_number(number), called_off_on__year=whole_number(year))
        return found.filter(said)


COLUMNS = [
    Column("number", lazy("Number"), lambda c: c.number, sort="pk", link=CallOff.get_absolute_url),
    Column("title", lazy("What is bought"), lambda c: c.title, sort="title"),
    Column("buyer", lazy("Buyer"), lambda c: c.buyer.name, sort="buyer__name"),
    Column("supplier", lazy("Supplier"), lambda c: c.supplier.name, sort="supplier__name"),
    Column(
        "agreement",
        lazy("Agreement"),
        lambda c: c.agreement.title,
        sort="agreement__title",
        link=lambda c: c.agreement.get_absolute_url(),
    ),
    Column(
        "amount", lazy("Amount"), lambda c: c.amount, "money", sort="amount", currency=lambda c: c.agreement.currency
    ),
    Column("called_off_on", lazy("Called off on"), lambda c: c.called_off_on, "date", sort="called_off_on"),
    Column("ends_on", lazy("Ends on"), lambda c: c.ends_on, "date", sort="ends_on", only="file"),
    Column(
        "status",
        lazy("Status"),
        lambda c: c.get_status_display(),
        "tag",
        sort="status",
        tone=lambda c: CALL_OFF_TONES[c.status],
    ),
]


@require_safe
@login_required
def call_off_list(request: HttpRequest) -> HttpResponse:
    """The call-offs that concern the reader: the own organisation's, the cooperation's, or those one has received."""
    actor = actor_of(request.user)
    if not rules.may_list(actor):
        raise PermissionDenied(_("Call-offs are seen by buyers, suppliers and the cooperation's office."))
    sums: dict[str, Decimal] = {}

    def facets(request: HttpRequest, filterset: CallOffFilter, found: QuerySet) -> list[Facet]:
        sums.update(sums_of(found))
        groups = [
            filterset.facet(request, "status", dict(CallOffStatus.choices)),
            filterset.named_facet(request, "buyer", "buyer__name"),
            filterset.named_facet(request, "supplier", "supplier__name"),
            filterset.named_facet(request, "agreement", "agreement__title"),
        ]
        return with_options(groups)

    def noun(n: int) -> str:
        words = ngettext("%(n)s call-off", "%(n)s call-offs", n) % {"n": formats.number(n)}
        return ", ".join([words, *(formats.money(total, currency) for currency, total in sums.items())])

    return list_page(
        request,
        queryset=WITH_NAMES.visible_to(request.user),
        filterset_class=CallOffFilter,
        columns=COLUMNS,
        facets=facets,
        template="agreements/call_offs/list.html",
        title=_("Call-offs"),
        default_sort="-called_off_on",
        filename=_("call-offs"),
        noun=noun,
        search_label=_("Search what is bought, number or reference"),
        empty=_("Nothing has been called off yet. Begin with what you need: the portal tells under which agreement.")
        if rules.may_begin(actor)
        else _("No call-off has been made from you yet."),
        context={"sections": sections(actor, "call-off-list"), "may_begin": bool(rules.may_begin(actor))},
    )


def sums_of(found: QuerySet) -> dict[str, Decimal]:
    """What the call-offs that stand add up to, ex VAT, by currency; a cancelled one counts for nothing."""
    standing = found.exclude(status=CallOffStatus.CANCELLED).order_by()
    return dict(standing.values_list("agreement__currency").annotate(total=Sum("amount")).order_by())


@login_required
def call_off_new(request: HttpRequest) -> HttpResponse:
    """Call off, with the chain of questions and what is left on the same page. Without an agreement and lot the page
    leads to the question that finds them."""
    actor = actor_of(request.user)
    require(rules.may_begin(actor))
    competition = _competition(request)
    agreement = _agreement(request, competition)
    lot = _lot(request, agreement, competition)
    if agreement is None or lot is None:
        page = {"agreement": agreement, "lots": agreement.lots.all() if agreement else [], "query": request.GET}
        return render(request, "agreements/call_offs/begin.html", page)
    buyers = _buyers(actor, agreement, competition)
    buyer = next((one for one in buyers if str(one.pk) == request.GET.get("organisation")), buyers[0])
    form = CallOffForm(
        request.POST or None,
        user=request.user,
        agreement=agreement,
        lot=lot,
        buyer=buyer,
        competition=competition,
        by_office=agreement.cooperation_id in actor.office,
        initial=_initial(request, competition, buyer),
    )
    amount, ends_on, day = form.wanted()

    def beside() -> dict[str, Any]:
        """What stands beside the form: asked when the page is drawn, for a call-off that is made asks for itself."""
        wanted = Wanted(on=day, amount=amount, ends_on=ends_on)
        steps = buying.chain(agreement, lot, organisation=buyer, wanted=wanted)
        return {
            "agreement": agreement,
            "lot": lot,
            "buyer": buyer,
            "buyers": buyers,
            "competition": competition,
            "on_behalf": rules.on_behalf(actor, buyer.pk),
            "steps": steps,
            "answer": buying.allowed(steps),
        }

    return form_page(
        request,
        form,
        save=lambda said: services.make(by=request.user, data=form.call_off_data(), agreement=agreement),
        title=_("Call off"),
        submit=_("Call off"),
        cancel=competition.get_absolute_url() if competition else agreement.get_absolute_url(),
        message=_("The call-off is made. The supplier and the contacts are told by e-mail."),
        breadcrumbs=[(_("Call-offs"), reverse("call-off-list")), (agreement.title, agreement.get_absolute_url())],
        template="agreements/call_offs/new.html",
        context=beside,
    )


def _competition(request: HttpRequest) -> MiniCompetition | None:
    """The decided mini-competition whose winner is called off from."""
    asked = request.GET.get("competition", "")
    if not asked:
        return None
    decided = MiniCompetition.objects.visible_to(request.user).filter(status=CompetitionStatus.AWARDED)
    return get_object_or_404(decided, pk=whole_number(asked))


def _agreement(request: HttpRequest, competition: MiniCompetition | None) -> Agreement | None:
    asked = str(competition.agreement_id) if competition else request.GET.get("agreement", "")
    if not asked:
        return None
    seen = Agreement.objects.visible_to(request.user).select_related("cooperation", "owner", "responsible")
    return facts.with_children(get_object_or_404(seen, pk=whole_number(asked)))


def _lot(request: HttpRequest, agreement: Agreement | None, competition: MiniCompetition | None) -> Lot | None:
    lots = list(agreement.lots.all()) if agreement else []
    asked = str(competition.lot_id) if competition else request.GET.get("lot", "")
    if not asked and len(lots) == 1:
        return lots[0]
    return next((lot for lot in lots if str(lot.pk) == asked), None)


def _buyers(actor: Actor, agreement: Agreement, competition: MiniCompetition | None) -> list[Organisation]:
    """For whom the reader may call off under the agreement; 403 when for nobody."""
    allowed = set(rules.buys_for(actor))
    if agreement.cooperation_id in actor.office:
        allowed |= {buyer.organisation_id for buyer in agreement.buyers.all()} or {agreement.owner_id}
    if competition is not None:
        allowed &= {competition.buyer_id}
    if not allowed:
        raise PermissionDenied(str(rules.NOT_FOR_THEM))
    found = list(Organisation.objects.filter(pk__in=allowed).alphabetical())
    named = {buyer.organisation_id for buyer in agreement.buyers.all()}
    return sorted(found, key=lambda one: one.pk not in named)


def _initial(request: HttpRequest, competition: MiniCompetition | None, buyer: Organisation) -> dict[str, Any]:
    """What the link that led here says already."""
    today = timezone.localdate()
    wanted_on = _day(request.GET.get("on", ""))
    first = {
        "title": request.GET.get("title", "")[:250],
        "amount": _money(request.GET.get("amount", "")),
        "starts_on": wanted_on if wanted_on and wanted_on > today else None,
        "ends_on": _day(request.GET.get("ends_on", "")),
        "called_off_on": today,
        "contact": request.user.pk if buyer.pk in rules.buys_for(actor_of(request.user)) else None,
    }
    if competition is not None:
        won = competition.invitations.filter(supplier=competition.winner_id).first()
        first |= {"title": competition.title, "amount": won.price if won else None, "unit": competition.unit_id}
    return first


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _money(text: str) -> Decimal | None:
    try:
        amount = Decimal(text).quantize(Decimal("0.01"))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount > 0 else None


def _seen(request: HttpRequest, pk: int) -> CallOff:
    related = ("agreement__cooperation", "agreement__responsible", "lot", "supplier", "buyer", "unit", "contact")
    seen = CallOff.objects.visible_to(request.user).select_related(*related, "competition", "created_by")
    return get_object_or_404(seen, pk=pk)


def _is_inside(request: HttpRequest, call_off: CallOff) -> bool:
    """Whether the reader is on the buyer's side: the buyer's people, the office, the administrator."""
    actor = actor_of(request.user)
    return bool(rules.may_keep(actor, call_off)) or actor.is_administrator


@require_safe
@login_required
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """A call-off: the same for buyer, supplier and office; why a supplier was passed over is the buyer's side's."""
    found = _seen(request, pk)
    inside = _is_inside(request, found)
    used = used_of(found)
    page = {
        "call_off": found,
        "inside": inside,
        "tone": CALL_OFF_TONES[found.status],
        "entries": found.entries.select_related("by").order_by("id"),
        "reserved": reserved_of(found),
        "used": used,
        "documents": found.documents.select_related("file"),
        "keeping": bool(rules.may_keep(actor_of(request.user), found)),
        "actions": _actions(actor_of(request.user), found, used),
        "history": history.entries(found, LATEST) if inside else None,
        "panels_here": panels_for("call-off", request, found),
    }
    return render(request, "agreements/call_offs/call_off.html", page)


def _actions(actor: Actor, found: CallOff, used: Decimal) -> list[dict[str, Any]]:
    """The buttons of whoever looks after a call-off that runs, each with the answer of its rule."""
    if found.status != CallOffStatus.MADE or not rules.may_keep(actor, found):
        return []
    return [
        {"name": "call-off-edit", "label": _("Change"), "answer": rules.may_change(actor, found)},
        {"name": "call-off-complete", "label": _("Complete"), "answer": rules.may_complete(actor, found)},
        {"name": "call-off-cancel", "label": _("Cancel the call-off"), "answer": rules.may_cancel(actor, found, used)},
    ]


def _breadcrumbs(found: CallOff) -> list[tuple[str, str]]:
    return [(_("Call-offs"), reverse("call-off-list")), (found.number, found.get_absolute_url())]


@login_required
def call_off_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _seen(request, pk)
    require(rules.may_change(actor_of(request.user), found))
    first = {name: getattr(found, name) for name in ("title", "amount", "starts_on", "ends_on", "reference", "version")}
    form = CallOffEditForm(
        request.POST or None,
        user=request.user,
        agreement=found.agreement,
        buyer=found.buyer,
        initial=first | {"unit": found.unit_id, "contact": found.contact_id},
    )
    return form_page(
        request,
        form,
        save=lambda said: services.change(
            by=request.user, call_off_id=pk, version=said["version"], data=form.change(), reason=said["reason"]
        ),
        title=_("Change call-off %(number)s") % {"number": found.number},
        submit=_("Save the change"),
        cancel=found.get_absolute_url(),
        message=_("The change is saved, and the supplier is told."),
        lead=_("A higher amount is reserved if that much is left; what a lower one frees goes back."),
        breadcrumbs=_breadcrumbs(found),
        obj=found,
    )


@login_required
def call_off_complete(request: HttpRequest, pk: int) -> HttpResponse:
    found = _seen(request, pk)
    require(rules.may_complete(actor_of(request.user), found))
    left = formats.money(reserved_of(found), found.agreement.currency)
    return form_page(
        request,
        CallOffEndForm(request.POST or None, user=request.user, initial={"version": found.version}),
        save=lambda said: services.complete(
            by=request.user, call_off_id=pk, version=said["version"], reason=said["reason"]
        ),
        title=_("Complete call-off %(number)s") % {"number": found.number},
        submit=_("Complete"),
        cancel=found.get_absolute_url(),
        message=_("The call-off is completed."),
        lead=_("Nothing more is bought under it. %(left)s that is reserved and not used is released.") % {"left": left},
        breadcrumbs=_breadcrumbs(found),
        obj=found,
    )


@login_required
def call_off_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = _seen(request, pk)
    require(rules.may_cancel(actor_of(request.user), found, used_of(found)))
    return form_page(
        request,
        CallOffCancelForm(request.POST or None, user=request.user, initial={"version": found.version}),
        save=lambda said: services.cancel(
            by=request.user, call_off_id=pk, version=said["version"], reason=said["reason"]
        ),
        title=_("Cancel call-off %(number)s") % {"number": found.number},
        submit=_("Cancel the call-off"),
        cancel=found.get_absolute_url(),
        message=_("The call-off is cancelled, and the supplier is told."),
        lead=_("What was reserved for it goes back to the agreement. The call-off stays in the list with your reason."),
        breadcrumbs=_breadcrumbs(found),
        obj=found,
        context={"back": _("Back")},
    )


@login_required
def call_off_documents(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach a document; those that are there are listed with a way to remove them."""
    found = _seen(request, pk)
    require(rules.may_keep(actor_of(request.user), found))

    @transaction.atomic
    def save(said: dict[str, Any]) -> CallOff:
        file = store_upload(by=request.user, upload=said["file"])
        services.attach_document(by=request.user, call_off=found, file=file, title=said["title"])
        return found

    return form_page(
        request,
        CallOffDocumentForm(request.POST or None, request.FILES or None, user=request.user),
        save=save,
        title=_("Documents"),
        submit=_("Attach"),
        cancel=found.get_absolute_url(),
        message=_("The document is attached."),
        lead=_("Whoever sees the call-off sees its documents: the buyer, the supplier and the cooperation's office."),
        breadcrumbs=_breadcrumbs(found),
        template="agreements/call_offs/documents.html",
        context={"call_off": found, "documents": found.documents.select_related("file")},
    )


@login_required
def call_off_document_remove(request: HttpRequest, pk: int, document: int) -> HttpResponse:
    found = _seen(request, pk)
    require(rules.may_keep(actor_of(request.user), found))
    removed = get_object_or_404(found.documents.select_related("call_off__agreement", "file"), pk=document)
    page = reverse("call-off-documents", args=[pk])
    return form_page(
        request,
        RemoveForm(request.POST or None, user=request.user),
        save=lambda said: services.remove_document(by=request.user, document=removed, reason=said["reason"]),
        done=page,
        title=_("Remove %(title)s") % {"title": removed.title},
        submit=_("Remove"),
        cancel=page,
        message=_("The document is removed."),
        breadcrumbs=[*_breadcrumbs(found), (_("Documents"), page)],
    )


@require_safe
@login_required
def call_off_confirmation(request: HttpRequest, pk: int) -> HttpResponse:
    """The confirmation. A worker makes it; the page waits for it and then hands it out."""
    found = _seen(request, pk)
    language, inside = get_language() or settings.LANGUAGE_CODE, _is_inside(request, found)
    waiting = Waiting(
        title=_("Confirmation"),
        lead=_("The confirmation is made anew when the call-off has changed. It takes a few seconds."),
        making=_("Making the confirmation"),
        download=_("Download the confirmation (PDF)"),
        back=_("Back to the call-off"),
        breadcrumbs=_breadcrumbs(found),
    )
    paper = confirmation.paper(found, language, inside=inside)
    return hand_out(request, paper, name=found.number, waiting=waiting)
