"""Making a call-off: what the link that led here says, for whom, and the form."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements import buying, facts
from agreements.forms.call_offs import CallOffForm
from agreements.models import Agreement, Lot, MiniCompetition
from agreements.rules import call_offs as rules
from agreements.services import call_offs as services
from agreements.states.call_offs import CompetitionStatus
from agreements.views import buyers
from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.law.frameworks.buying import Wanted
from portal.organisations.models import Organisation
from portal.web.form_page import form_page
from portal.web.lookups import whole_number


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
    offered = buyers.under(agreement, actor, {competition.buyer_id} if competition else None)
    buyer = buyers.chosen(request, offered)
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
            "buyers": offered,
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
    seen = Agreement.objects.visible_to(request.user).select_related("cooperation")
    return facts.to_judge(get_object_or_404(seen, pk=whole_number(asked)))


def _lot(request: HttpRequest, agreement: Agreement | None, competition: MiniCompetition | None) -> Lot | None:
    lots = list(agreement.lots.all()) if agreement else []
    asked = str(competition.lot_id) if competition else request.GET.get("lot", "")
    if not asked and len(lots) == 1:
        return lots[0]
    return next((lot for lot in lots if str(lot.pk) == asked), None)


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
