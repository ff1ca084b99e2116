"""May I buy here? The question and its answer at one address, and the proofs that people keep of it."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from agreements import rules as register_rules
from agreements.asking import Findings, Judged, JudgedLot, Question, ask
from agreements.forms.buying import BuyingForm
from agreements.models import AgreementDocument, BuyingProof, Outcome
from agreements.papers import proof as papers
from agreements.rules import buying as rules
from agreements.services import proofs as services
from portal.accounts.actor import actor_of
from portal.jobs.papers import Waiting, hand_out
from portal.law.frameworks.buying import QUESTIONS
from portal.law.periods import State
from portal.law.thresholds import direct_award
from portal.organisations.pages import contacts_of
from portal.reference.thresholds import thresholds_on
from portal.web import formats
from portal.web.columns import Column
from portal.web.lists import list_page
from portal.web.panels import panels_for
from portal.workflow.errors import Refused

OUTCOME_TONES = {Outcome.YES: "success", Outcome.NO: "warning", Outcome.NOTHING: "neutral"}


@require_safe
def may_i_buy(request: HttpRequest) -> HttpResponse:
    """The question and, once something is asked, the answer. The address is the question: it can be kept and sent."""
    asked = bool(request.GET.get("q", "").strip())
    form = BuyingForm(request.GET if asked else None, user=request.user)
    page: dict[str, Any] = {"form": form, "asked": asked, "has_own_search": True}
    if form.is_valid():
        page |= Answer(request, ask(form.question(), request.user)).page()
    return render(request, "agreements/buying.html", page)


class Answer:
    """An answer as the page shows it to one reader."""

    def __init__(self, request: HttpRequest, findings: Findings) -> None:
        self.request = request
        self.findings = findings
        self.question = findings.question
        self.actor = actor_of(request.user)

    def page(self) -> dict[str, Any]:
        found = self.findings
        return {
            "found": found,
            "question": self.question,
            "questions": QUESTIONS,
            "documents": self.documents() if found.usable else {},
            "call_off": self.call_off,
            "off_contract": self.off_contract,
            "kept_fields": kept_fields(self.question),
            "contacts": contacts_of(self.question.organisation) if self.actor.signed_in and not found.usable else [],
            "more_url": self.more_url(),
            "thresholds": self.thresholds() if not found.usable else [],
            "panels_here": [] if found.usable else panels_for("nothing-covers", self.request, found),
        }

    def call_off(self, row: Judged, lot: JudgedLot) -> tuple[str, str]:
        """The button that starts the call-off, or the mini-competition: its words and address; none for who may not."""
        if not rules.may_start(self.actor, row.agreement, self.question.organisation):
            return "", ""
        name = "mini-competition-new" if lot.needs_competition else "call-off-new"
        words = _("Start a mini-competition") if lot.needs_competition else _("Call off")
        return words, f"{reverse(name)}?{urlencode(self._carried(row, lot))}"

    def off_contract(self, row: Judged) -> str:
        """Where a purchase outside an agreement that binds is told; '' for who may not."""
        if not rules.may_tell(self.actor, row.agreement, self.question.organisation):
            return ""
        return f"{reverse('off-contract-new')}?{urlencode(self._carried(row, row.best))}"

    def _carried(self, row: Judged, lot: JudgedLot) -> dict[str, Any]:
        said = {
            "agreement": row.agreement.pk,
            "lot": lot.lot.pk,
            "organisation": self.question.organisation.pk,
            "unit": self.question.unit.pk if self.question.unit else None,
            "title": self.question.asked,
            "amount": self.question.amount,
            "on": self.question.on.isoformat(),
            "ends_on": self.question.ends_on.isoformat() if self.question.ends_on else None,
        }
        return {name: value for name, value in said.items() if value not in (None, "")}

    def documents(self) -> dict[int, list[AgreementDocument]]:
        """The documents that the reader may see of the agreements that may be used, in one query."""
        agreements = {row.agreement.pk: row.agreement for row in self.findings.usable}
        found: dict[int, list[AgreementDocument]] = {}
        for document in AgreementDocument.objects.filter(agreement__in=agreements).select_related("file"):
            document.agreement = agreements[document.agreement_id]
            if register_rules.may_see_document(self.actor, document):
                found.setdefault(document.agreement_id, []).append(document)
        return found

    def more_url(self) -> str:
        """Everything that was found, as the register lists it."""
        said = {"q": self.question.cpv.code if self.question.cpv else self.question.words, "cooperation": "all"}
        own = {"municipality": self.question.organisation.pk, "state": State.IN_FORCE.value}
        return f"{reverse('agreement-list')}?{urlencode(said | (own if self.findings.more_usable else {}))}"

    def thresholds(self) -> list[Any]:
        """What the table knows of buying without an agreement, under the law of the organisation's country."""
        country = self.question.organisation.country
        known = thresholds_on(country, self.question.on)
        return list(direct_award(country, known, self.question.amount, self.question.on))


def kept_fields(question: Question) -> list[tuple[str, Any]]:
    """The question as hidden fields, for the button that keeps the answer."""
    said = {
        "q": question.cpv.code if question.cpv else question.words,
        "amount": question.amount,
        "on": question.on.isoformat(),
        "ends_on": question.ends_on.isoformat() if question.ends_on else "",
        "organisation": question.organisation.pk,
        "unit": question.unit.pk if question.unit else "",
    }
    return [(name, value) for name, value in said.items() if value not in (None, "")]


def _identity(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


@login_required
@require_POST
def buying_proof_keep(request: HttpRequest) -> HttpResponse:
    """Keep the answer to a question as a proof. It is asked once more: what a browser sends proves nothing."""
    form = BuyingForm(request.POST, user=request.user)
    if not form.is_valid():
        return render(request, "agreements/buying.html", {"form": form, "asked": True}, status=400)
    try:
        proof = services.keep(
            by=request.user,
            question=form.question(),
            agreement_id=_identity(request.POST.get("agreement", "")),
            lot_id=_identity(request.POST.get("lot", "")),
            language=get_language() or settings.LANGUAGE_CODE,
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(f"{reverse('may-i-buy')}?{urlencode(kept_fields(form.question()))}")
    messages.success(request, _("The answer is kept as proof %(number)s.") % {"number": proof.number})
    return redirect(proof)


COLUMNS = [
    Column("number", lazy("Number"), lambda row: row.number, link=lambda row: row.get_absolute_url(), sort="pk"),
    Column("taken_at", lazy("Taken at"), lambda row: row.taken_at, "datetime", sort="taken_at"),
    Column("need", lazy("What was needed"), lambda row: row.question["need"]),
    Column("organisation", lazy("Organisation"), lambda row: str(row.organisation), sort="organisation__sort_sv"),
    Column(
        "outcome",
        lazy("Answer"),
        lambda row: row.get_outcome_display(),
        "tag",
        tone=lambda row: OUTCOME_TONES[row.outcome],
        sort="outcome",
    ),
    Column("agreement", lazy("Agreement"), lambda row: row.facts.get("agreement", "")),
    Column("asked_by", lazy("Asked by"), lambda row: row.asked_by.name),
]


@login_required
@require_safe
def buying_proof_list(request: HttpRequest) -> HttpResponse:
    """The proofs that the reader has kept, and those that the reader's office or organisation has."""
    return list_page(
        request,
        queryset=BuyingProof.objects.visible_to(request.user).select_related("organisation", "asked_by"),
        columns=COLUMNS,
        template="agreements/buying_proofs.html",
        title=_("Proofs of the right to buy"),
        default_sort="-number",
        filename=_("proofs"),
        search_param=None,
        noun=lambda n: ngettext("%(n)s proof", "%(n)s proofs", n) % {"n": formats.number(n)},
        empty=_("No answers have been kept yet. Ask what you need, and keep the answer as a proof."),
        context={"breadcrumbs": [(_("May I buy here?"), reverse("may-i-buy"))]},
    )


def _seen(request: HttpRequest, pk: int) -> BuyingProof:
    found = BuyingProof.objects.visible_to(request.user).select_related(
        "organisation", "unit", "asked_by", "agreement__cooperation"
    )
    return get_object_or_404(found, pk=pk)


@login_required
@require_safe
def buying_proof(request: HttpRequest, pk: int) -> HttpResponse:
    """A proof: what was asked and answered, from which facts, and what has changed since."""
    found = _seen(request, pk)
    since = services.since(found, request.user)
    currency = found.facts.get("currency", "")
    page = {
        "proof": found,
        "tone": OUTCOME_TONES[Outcome(found.outcome)],
        "asked": papers.question_told(found.question, currency),
        "facts": papers.facts_told(found.facts),
        "since": since,
        "outcome_now": Outcome(since.outcome).label,
        "changes": papers.changes_told(since.facts, currency),
        "again": f"{reverse('may-i-buy')}?{urlencode(kept_fields(services.asked_in(found, since.on)))}",
        "breadcrumbs": [
            (_("May I buy here?"), reverse("may-i-buy")),
            (_("Proofs of the right to buy"), reverse("buying-proof-list")),
        ],
    }
    return render(request, "agreements/buying_proof.html", page)


@login_required
@require_safe
def buying_proof_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The proof as a PDF. A worker makes it; the page waits for it and then hands it out."""
    found = _seen(request, pk)
    waiting = Waiting(
        title=_("Proof %(number)s") % {"number": found.number},
        lead=_("The PDF is being made. It takes a few seconds."),
        making=_("Making the proof"),
        download=_("Download the proof (PDF)"),
        back=_("Back to the proof"),
        breadcrumbs=[
            (_("Proofs of the right to buy"), reverse("buying-proof-list")),
            (found.number, found.get_absolute_url()),
        ],
    )
    return hand_out(request, papers.paper(found), name=found.number, waiting=waiting)
