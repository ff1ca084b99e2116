"""Suppliers' questions before the notice: noted with who asked, answered to everybody without names."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.law.answers import denied
from portal.workflow import audit
from portal.workflow.errors import Refused, ask
from portal.workflow.versions import locked
from procurements.models import Question
from procurements.rules import dialogue as rules
from procurements.services.dialogue import contacts_in
from procurements.services.holding import held

SAY_WHAT = denied(_("Write the question."), "text")
SAY_ANSWER = denied(_("Write the answer."), "answer")
LATER = denied(_("A question that is asked later is noted then."), "asked_on")


@transaction.atomic
def note(
    *, by: Any, procurement_id: int, text: str, contact_id: int | None = None, asked_on: date | None = None
) -> Question:
    """Note a question of a supplier of the dialogue, or of somebody who is not known. Raises ``Refused``."""
    procurement = held(procurement_id)
    ask(rules.may_lead(actor_of(by), procurement))
    last = procurement.questions.aggregate(last=Max("number"))["last"] or 0
    question = Question(procurement=procurement, number=last + 1, recorded_by=by)
    _write(question, text, contact_id, asked_on or timezone.localdate())
    said = {name: (None, value) for name, value in _facts(question).items() if value}
    audit.record("question.noted", question, by=by, changes=said)
    return question


@transaction.atomic
def edit(
    *, by: Any, question_id: int, version: int, text: str, contact_id: int | None, asked_on: date | None
) -> Question:
    """Correct a question that has not been answered. Raises ``Conflict`` and ``Refused``."""
    question = locked(Question, question_id, version, "procurement")
    ask(rules.may_edit_question(actor_of(by), question))
    before = _facts(question)
    question.version += 1
    _write(question, text, contact_id, asked_on or question.asked_on)
    if changes := audit.differences(before, _facts(question)):
        audit.record("question.edited", question, by=by, changes=changes)
    return question


@transaction.atomic
def answer(*, by: Any, question_id: int, version: int, text: str, answer: str) -> Question:
    """Answer a question to everybody, or correct an answer: question (``text``) and answer stand on the procurement's
    page from now on, without saying who asked.

    Raises ``Conflict``, and ``Refused`` when one of them names a supplier of the dialogue.
    """
    question = locked(Question, question_id, version, "procurement")
    ask(rules.may_lead(actor_of(by), question.procurement))
    before, is_first = _facts(question), question.published_at is None
    question.text, question.answer = text.strip(), answer.strip()
    if not question.text:
        raise Refused(SAY_WHAT)
    if not question.answer:
        raise Refused(SAY_ANSWER)
    ask(rules.names_nobody(question.procurement, {"text": question.text, "answer": question.answer}))
    question.published_at = question.published_at or timezone.now()
    question.version += 1
    question.save()
    if changes := audit.differences(before, _facts(question)):
        audit.record("question.answered" if is_first else "question.answer_corrected", question, by=by, changes=changes)
    return question


def _write(question: Question, text: str, contact_id: int | None, asked_on: date) -> None:
    question.text, question.asked_on = text.strip(), asked_on
    if not question.text:
        raise Refused(SAY_WHAT)
    if asked_on > timezone.localdate():
        raise Refused(LATER)
    question.contact = contacts_in(question.procurement, [contact_id], "contact")[0] if contact_id else None
    question.save()


def _facts(question: Question) -> dict[str, Any]:
    return {name: audit.plain(getattr(question, name)) for name in ("contact", "asked_on", "text", "answer")}
