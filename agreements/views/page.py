"""An agreement's own page: the same for everybody, with what each reader may see."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements import asking, facts, rules, timelines, use, wording
from agreements.ceiling_wording import ceiling_lines
from agreements.ceilings import ceilings_of_many
from agreements.changes.outcomes import option_terms
from agreements.models import Agreement, AgreementDocument
from agreements.papers import fact_sheet
from agreements.rules import ceilings as ceiling_rules
from agreements.rules import changes as change_rules
from agreements.rules.ceilings import View
from agreements.states import STATE_LABELS, STATE_TONES, AgreementStatus
from agreements.views.register import reasons_with_links, seen
from portal.accounts.actor import Actor, Role, actor_of
from portal.jobs.papers import Waiting, hand_out
from portal.law.frameworks.ceilings import Ceiling
from portal.law.numbers import format_number
from portal.law.visibility import Visibility, levels_seen_by
from portal.organisations.models import Appointment, Organisation
from portal.organisations.periods import valid_on
from portal.web.formats import plain
from portal.web.panels import panels_for
from suppliers.models import Supplier
from suppliers.rules import public_number

LATEST = 3  # how many events the page itself shows


@require_safe
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = seen(request, pk)
    actor, today = actor_of(request.user), timezone.localdate()
    state, ceilings = use.state_of(agreement, today), ceilings_of_many([agreement])[agreement.pk]
    page = {
        "agreement": agreement,
        "state": (STATE_LABELS[state], STATE_TONES[state]),
        "open": use.open_on(agreement, today),
        "own_use": _own_use(actor, agreement, ceilings),
        "days": days_of(agreement),
        "drawn": timelines.draw(agreement, today),
        "documents_seen": documents_seen(actor, agreement),
        "buyers": agreement.buyers.all(),
        "lots": agreement.lots.all(),
        "contacts": _contacts(agreement),
        "actions": _actions(actor, agreement),
        "missing": [],
        "history": wording.timeline(agreement, levels_of(actor, agreement), LATEST)
        if rules.may_see_history(actor, agreement)
        else None,
        "panels_here": panels_for("agreement", request, agreement),
        "own_suppliers": actor.suppliers,
        "may_see_suppliers": bool(actor.cooperations or actor.is_administrator),
        "shown_number": lambda supplier: shown_number(actor, agreement, supplier),
        "ceiling": None if agreement.is_draft else ceiling_lines(agreement, View.LEFT, ceilings=ceilings)[0],
        "sums": ceiling_rules.view_of(actor, agreement) >= View.SUMS,
    }
    if agreement.is_draft:
        page["missing"] = reasons_with_links(agreement, rules.ready_to_publish(agreement))
    return render(request, "agreements/agreement.html", page)


def shown_number(actor: Actor, agreement: Agreement, supplier: Supplier) -> str:
    """A registration number; a personal number only for the office and the supplier itself (rule 15)."""
    if agreement.cooperation_id in actor.office or supplier.pk in actor.suppliers:
        return format_number(supplier.country, supplier.registration_number)
    return public_number(supplier)


def levels_of(actor: Actor, agreement: Agreement) -> tuple[Visibility, ...]:
    """How far documents must be spread for the reader to see them."""
    return levels_seen_by(rules.relations(actor, agreement))


def documents_seen(actor: Actor, agreement: Agreement) -> list[tuple[Visibility, list[AgreementDocument]]]:
    """The documents that the reader may see, by how far they are spread, the widest first."""
    levels = levels_of(actor, agreement)
    found: dict[Visibility, list[AgreementDocument]] = {}
    for document in agreement.documents.filter(visibility__in=levels).select_related("file"):
        found.setdefault(Visibility(document.visibility), []).append(document)
    return [(level, found[level]) for level in levels if level in found]


def days_of(agreement: Agreement) -> list[dict[str, Any]]:
    """The agreement's days in order: what happens, when, whether it is past, and the field that says so."""
    today = timezone.localdate()
    days: list[dict[str, Any]] = []

    def add(what: Any, day: Any, field: str, note: Any = "") -> None:
        if day is not None:
            days.append({"what": what, "day": day, "past": day < today, "field": field, "note": note})

    add(_("Announced"), agreement.announced_on, "announced_on")
    add(_("First day"), agreement.starts_on, "starts_on")
    add(_("Last day as agreed"), agreement.ends_on, "ends_on")
    for option, last in facts.steps_of(agreement):
        words = _("Option of %(months)s months (%(state)s)") % {
            "months": option.months,
            "state": option.get_state_display(),
        }
        if option.notice_by:
            add(_("Last day of notice"), option.notice_by, "options", words)
        add(_("Last day with the option"), last, "options", words)
    add(_("Latest end of contracts"), agreement.latest_contract_end_on, "latest_contract_end_on")
    add(_("Terminated"), agreement.terminated_on, "terminated_on")
    return sorted(days, key=lambda entry: entry["day"])


def _own_use(actor: Actor, agreement: Agreement, ceilings: Mapping[int | None, Ceiling]) -> list[dict[str, Any]]:
    """For each organisation that the reader acts for: must it, may it, or may it not use the agreement, and why."""
    own = actor.places("organisation", Role.PURCHASER, Role.CONTACT)
    if not own:
        return []
    today = timezone.localdate()
    told = []
    for organisation in Organisation.objects.filter(pk__in=own):
        judged = asking.judge_one(asking.Question(organisation, today), agreement, ceilings)
        answer = judged.answer if judged else use.may_use(agreement, organisation, today)
        told.append(
            {"organisation": organisation, "answer": answer, "must": bool(answer and judged and judged.binding)}
        )
    return told


def _contacts(agreement: Agreement) -> dict[str, Any]:
    """Whom to turn to: the responsible officer, the office, and the owner's purchasing contact."""
    contact = None
    if agreement.owner_id:
        contact = (
            Appointment.objects.filter(
                valid_on(timezone.localdate()), role=Role.CONTACT, organisation=agreement.owner_id, is_deputy=False
            )
            .select_related("user")
            .first()
        )
    return {
        "responsible": agreement.responsible,
        "office": agreement.cooperation,
        "owner": agreement.owner,
        "contact": contact.user if contact else None,
    }


def _actions(actor: Actor, agreement: Agreement) -> list[dict[str, Any]]:
    """The buttons, each with the answer of its rule. Who is not concerned with a step does not see its button."""
    if not rules.may_register(actor, agreement.cooperation_id, agreement.owner_id):
        return []
    actions = [{"name": "agreement-edit", "label": _("Edit"), "answer": rules.may_edit(actor, agreement)}]
    if agreement.is_draft:
        actions += [
            {"name": "agreement-publish", "label": _("Publish"), "answer": rules.may_publish(actor, agreement)},
            {"name": "agreement-delete", "label": _("Delete draft"), "answer": rules.may_delete(actor, agreement)},
        ]
        return actions
    if agreement.cooperation_id in actor.office:
        actions += _office_actions(actor, agreement)
    actions.append(
        {"name": "agreement-terminate", "label": _("Terminate"), "answer": rules.may_terminate(actor, agreement)}
    )
    return actions


def _office_actions(actor: Actor, agreement: Agreement) -> list[dict[str, Any]]:
    """What only the office does with a published agreement: typed changes, and the next option while one is open."""
    changing = change_rules.may_change(actor, agreement)
    actions = [{"name": "agreement-change-new", "label": _("Register a change"), "answer": changing}]
    still_open = [row for row in agreement.options.all() if option_terms(row).is_open]
    if still_open and agreement.status == AgreementStatus.PUBLISHED:
        decide = {"name": "option-decide", "label": _("Decide on the option"), "answer": changing}
        actions.append({**decide, "pk": still_open[0].pk})
    return actions


@require_safe
def agreement_fact_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The fact sheet. A worker makes it the first time it is asked for; the page waits for it and then hands it out."""
    agreement = seen(request, pk)
    waiting = Waiting(
        title=_("Fact sheet"),
        lead=_("The fact sheet is made anew when the agreement has changed. It takes a few seconds."),
        making=_("Making the fact sheet"),
        download=_("Download the fact sheet (PDF)"),
        back=_("Back to the agreement"),
        breadcrumbs=[(_("Agreements"), reverse("agreement-list")), (agreement.title, agreement.get_absolute_url())],
    )
    paper = fact_sheet.paper(agreement, get_language() or settings.LANGUAGE_CODE)
    name = plain(agreement.number or agreement.title) or str(agreement.pk)
    return hand_out(request, paper, name=name, waiting=waiting)
