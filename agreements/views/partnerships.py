"""Who cares for a partnership, and the room that both sides of an agreement share."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements import facts
from agreements import rules as register_rules
from agreements.follow_up import sides
from agreements.forms import follow_up as forms
from agreements.models import Activity, Agreement, DialogueMeeting, NonConformity, Obligation, RoomComment
from agreements.querysets.follow_up import shared_with
from agreements.rules import follow_up as rules
from agreements.services import partnerships as services
from agreements.states.follow_up import ACTIVITY_TONES, CHECK_TONES, NON_CONFORMITY_TONES, DialogueLevel
from agreements.views.follow_up import PEOPLE, agreement_of, crumbs, page
from agreements.views.page import days_of
from portal.accounts.access import require
from portal.accounts.actor import Actor, actor_of
from portal.law.visibility import Relation, Visibility, levels_seen_by
from portal.web.form_page import explain
from portal.workflow.errors import Refused
from suppliers.models import Supplier

SHOWN = 10


@login_required
def partnership(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the partner manager and the cadence; without them a partnership is not published."""
    agreement = agreement_of(request, pk)
    require(rules.may_name_partnership(actor_of(request.user), agreement))
    found = getattr(agreement, "partnership", None)
    cadence = {row.level: row.every_months for row in agreement.dialogues.filter(supplier=None)}
    first = {"version": found.version if found else 0, "manager": found.manager if found else agreement.responsible}
    form = forms.PartnershipForm(request.POST or None, agreement=agreement, initial={**first, **cadence})
    back = agreement.get_absolute_url()
    return page(
        request,
        agreement,
        form,
        lambda said: services.name_partnership(
            by=request.user,
            agreement_id=pk,
            version=said["version"],
            manager=said["manager"],
            cadence=form.cadence(),
        ),
        title=_("The partnership: who cares for it, and how often the two sides meet"),
        lead=_(
            "A partnership runs for ten to twelve years. It needs a partner manager and a cadence of dialogue before it"
            " can be published."
        ),
        breadcrumbs=crumbs(agreement),
        cancel=back,
        done=back,
        obj=found,
    )


@login_required
def partnership_room(request: HttpRequest, pk: int) -> HttpResponse:
    """What both sides share: for those who follow the agreement up and for its supplier's people, who see nothing of
    the other suppliers nor of internal notes."""
    shared = Agreement.objects.filter(shared_with(request.user)).select_related(
        "cooperation", "owner", "responsible", "partnership__manager"
    )
    agreement = facts.with_children(get_object_or_404(shared, pk=pk))
    actor = actor_of(request.user)
    suppliers = _suppliers(actor, agreement)
    if not suppliers:
        raise Http404
    supplier = next((one for one in suppliers if str(one.pk) == request.GET.get("supplier")), suppliers[0])
    form = forms.CommentForm(request.POST or None)
    if request.method == "POST":
        require(rules.may_comment(actor, agreement, supplier.pk))
        if form.is_valid():
            try:
                services.comment(
                    by=request.user, agreement_id=pk, supplier_id=supplier.pk, text=form.cleaned_data["text"]
                )
            except Refused as refused:
                explain(form, refused)
            else:
                messages.success(request, _("Both sides can read it now."))
                return redirect(f"{request.get_full_path()}#comments")
    return render(
        request, "agreements/follow_up/room.html", _shown(request, actor, agreement, supplier, suppliers, form)
    )


def _suppliers(actor: Actor, agreement: Agreement) -> list[Supplier]:
    """Whose rooms the reader may enter: a supplier's people the own, our side all."""
    found = list(sides.suppliers_of(agreement))
    if rules.may_read_follow_up(actor, agreement):
        return found
    return [supplier for supplier in found if supplier.pk in actor.suppliers]


def _our_people(agreement: Agreement) -> list[tuple[str, Any]]:
    """Whom the supplier turns to on our side, each once, with what they are."""
    partnership = getattr(agreement, "partnership", None)
    found = [(_("Partner manager"), partnership.manager)] if partnership else []
    if agreement.responsible and agreement.responsible not in [person for _role, person in found]:
        found.append((_("Responsible officer"), agreement.responsible))
    return found


def _shown(
    request: HttpRequest,
    actor: Actor,
    agreement: Agreement,
    supplier: Supplier,
    suppliers: list[Supplier],
    form: forms.CommentForm,
) -> dict[str, Any]:
    def shared(model: Any) -> Any:
        rows = model.objects.visible_to(request.user).filter(agreement=agreement)
        return rows.concerning(supplier.pk)

    activities = list(
        shared(Activity).open().select_related(*PEOPLE, "agreement__cooperation", "agreement__partnership")
    )
    meetings = shared(DialogueMeeting)
    levels = levels_seen_by({Relation.SUPPLIER})
    address = reverse("partnership-room", args=[agreement.pk])
    return {
        "agreement": agreement,
        "breadcrumbs": crumbs(agreement),
        "today": timezone.localdate(),
        "supplier": supplier,
        "rooms": [(one.name, f"{address}?supplier={one.pk}", one.pk == supplier.pk) for one in suppliers],
        "ours": bool(rules.may_read_follow_up(actor, agreement)),
        "days": days_of(agreement),
        "our_people": _our_people(agreement),
        "acting": sides.their_users([supplier]),
        "contacts": sides.their_contacts([supplier]),
        "levels": [
            (level, [(row, bool(rules.may_settle(actor, row))) for row in activities if row.level == level])
            for level in DialogueLevel
        ],
        "open_count": len(activities),
        "settled": shared(Activity)
        .exclude(state="open")
        .select_related(*PEOPLE)
        .order_by("-settled_on", "-pk")[:SHOWN],
        "planned": meetings.filter(held_on=None).order_by("planned_on", "pk"),
        "held": meetings.filter(held_on__isnull=False).order_by("-held_on", "-pk")[:SHOWN],
        "obligations": shared(Obligation),
        "failures": NonConformity.objects.visible_to(request.user)
        .filter(agreement=agreement, supplier=supplier, sent_at__isnull=False)
        .select_related("buyer")[:SHOWN],
        "documents": [
            {"title": row.title, "url": reverse("file", args=[row.file_id]), "kind": row.get_kind_display()}
            for row in agreement.documents.filter(visibility__in=[*levels, Visibility.PUBLIC])
        ],
        "comments": RoomComment.objects.filter(agreement=agreement, supplier=supplier).select_related("by"),
        "own_users": {user.pk for user in sides.their_users([supplier])},
        "may_comment": bool(rules.may_comment(actor, agreement, supplier.pk)),
        "form": form,
        "may_see_page": bool(register_rules.may_see_history(actor, agreement)),
        "activity_tones": ACTIVITY_TONES,
        "check_tones": CHECK_TONES,
        "status_tones": NON_CONFORMITY_TONES,
    }
