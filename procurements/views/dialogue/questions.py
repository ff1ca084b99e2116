"""Suppliers' questions: noted, and answered to everybody."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.web.form_page import form_page
from procurements.forms.dialogue import AnswerForm, QuestionForm
from procurements.models import Question
from procurements.rules import dialogue as rules
from procurements.services import questions as services
from procurements.views.dialogue.common import address_of, leading, part_of, reading, trail


@login_required
def question_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a question."""
    procurement = leading(request, pk)
    form = QuestionForm(request.POST or None, user=request.user, procurement=procurement)
    return form_page(
        request,
        form,
        save=lambda said: services.note(
            by=request.user,
            procurement_id=pk,
            text=said["text"],
            contact_id=said["contact_id"],
            asked_on=said["asked_on"],
        ),
        title=_("Note a question"),
        lead=_("It is published together with its answer, without saying who asked."),
        submit=_("Note it"),
        message=_("The question is noted. Answer it to everybody."),
        breadcrumbs=trail(procurement),
        cancel=address_of(procurement),
        done=Question.get_absolute_url,
    )


@login_required
def question_edit(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    """Correct a question that has not been answered."""
    procurement = reading(request, pk)
    found = part_of(procurement, Question, question)
    require(rules.may_edit_question(actor_of(request.user), found))
    first = {name: getattr(found, name) for name in ("text", "contact_id", "asked_on", "version")}
    return form_page(
        request,
        QuestionForm(request.POST or None, user=request.user, procurement=procurement, initial=first),
        save=lambda said: services.edit(
            by=request.user,
            question_id=found.pk,
            version=said["version"],
            text=said["text"],
            contact_id=said["contact_id"],
            asked_on=said["asked_on"],
        ),
        title=_("Edit the question"),
        submit=_("Save"),
        message=_("Saved."),
        obj=found,
        breadcrumbs=trail(procurement),
        cancel=found.get_absolute_url(),
        done=Question.get_absolute_url,
    )


@login_required
def question_answer(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    """Answer a question to everybody, or correct the answer."""
    procurement = leading(request, pk)
    found = part_of(procurement, Question, question)
    first = {name: getattr(found, name) for name in ("text", "answer", "version")}
    return form_page(
        request,
        AnswerForm(request.POST or None, user=request.user, initial=first),
        save=lambda said: services.answer(
            by=request.user,
            question_id=found.pk,
            version=said["version"],
            text=said["text"],
            answer=said["answer"],
        ),
        title=_("Correct the answer") if found.published_at else _("Answer to everybody"),
        lead=_("Question and answer stand on the procurement's page from now on, without names."),
        submit=_("Publish the answer"),
        message=_("The answer is published."),
        obj=found,
        breadcrumbs=trail(procurement),
        cancel=found.get_absolute_url(),
        done=Question.get_absolute_url,
    )
