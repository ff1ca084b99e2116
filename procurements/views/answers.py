"""One organisation's answer: its page, answering, the mandate, and what the office does about it."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.files.models import StoredFile
from portal.law.participation import meaning
from portal.web import history
from portal.web.form_page import form_page
from procurements.forms import participation as forms
from procurements.models import Participation
from procurements.participation.wording import TONES, mandate_told
from procurements.rules import participation as rules
from procurements.services import answers
from procurements.services import participation as services
from procurements.views.inside import crumbs, inside
from procurements.views.participation import address_of


def may_see_file(user: Any, file: StoredFile) -> bool:
    """Whether an answer that the user may see points at the file as its mandate."""
    return Participation.objects.visible_to(user).filter(mandate_file=file).exists()


def _found(request: HttpRequest, pk: int, participation: int) -> Participation:
    """An answer, for the office and those who answer for the organisation; 404 for everybody else."""
    procurement = inside(request, pk)
    rows = Participation.objects.visible_to(request.user).select_related(
        "procurement__cooperation",
        "procurement__organisation",
        "procurement__officer",
        "organisation",
        "contact",
        "invited_by",
        "answered_by",
        "mandate_signed_by",
        "mandate_appointment",
        "mandate_file",
    )
    return get_object_or_404(rows.filter(procurement=procurement), pk=participation)


def _trail(row: Participation) -> list[tuple[Any, str]]:
    return crumbs(
        row.procurement,
        (_("Who takes part"), address_of(row.procurement)),
        (row.organisation.name, row.get_absolute_url()),
    )


@login_required
@require_safe
def participation(request: HttpRequest, pk: int, participation: int) -> HttpResponse:
    """What one organisation was asked and has answered."""
    row = _found(request, pk, participation)
    actor = actor_of(request.user)
    answers_for = bool(rules.answers_for(actor, row))
    return render(
        request,
        "procurements/participation/answer.html",
        {
            "participation": row,
            "procurement": row.procurement,
            "tone": TONES[row.state],
            "breadcrumbs": _trail(row)[:-1],
            "answers_for": answers_for,
            "may_answer": rules.may_answer(actor, row) if answers_for else None,
            "may_give_mandate": bool(rules.may_give_mandate(actor, row)),
            "in_time": rules.in_time(row),
            "mandate": mandate_told(row),
            "meaning": meaning(row.procurement.cooperation.jurisdiction),
            "may_withdraw": bool(rules.may_withdraw(actor, row)),
            "may_invite_again": bool(rules.may_invite_again(actor, row)),
            "history": history.entries(row),
        },
    )


@login_required
def participation_answer(request: HttpRequest, pk: int, participation: int) -> HttpResponse:
    """Answer for the organisation, with the mandate for it."""
    row = _found(request, pk, participation)
    require(rules.may_answer(actor_of(request.user), row))

    @transaction.atomic
    def save(said: dict[str, Any]) -> Participation:
        answered = answers.answer(
            by=request.user, participation_id=row.pk, version=said["version"], data=form.data_said()
        )
        return _give_mandate(request, answered, said) if answered.is_named else answered

    form = forms.AnswerForm(
        request.POST or None,
        request.FILES or None,
        user=request.user,
        participation=row,
        initial=forms.initial_of(row, request.user),
    )
    return _page(
        request,
        row,
        form,
        save,
        title=_("Answer for %(organisation)s") % {"organisation": row.organisation.name},
        lead=row.procurement.title,
        submit=_("Send the answer"),
        message=_("Your answer has been received."),
        template="procurements/participation/answering.html",
        context={
            "participation": row,
            "procurement": row.procurement,
            "meaning": meaning(row.procurement.cooperation.jurisdiction),
        },
    )


@login_required
def participation_mandate(request: HttpRequest, pk: int, participation: int) -> HttpResponse:
    """Give the mandate for an answer, or another in its place."""
    row = _found(request, pk, participation)
    require(rules.may_give_mandate(actor_of(request.user), row))
    form = forms.MandateForm(
        request.POST or None,
        request.FILES or None,
        user=request.user,
        participation=row,
        initial={"mandate": forms.SIGN, "version": row.version},
    )
    return _page(
        request,
        row,
        form,
        lambda said: _give_mandate(request, row, said, version=said["version"]),
        title=_("Give the mandate"),
        lead=_("It says that your organisation lets the cooperation procure for it, as it has answered."),
        submit=_("Give the mandate"),
        message=_("The mandate is given."),
    )


def _give_mandate(
    request: HttpRequest, row: Participation, said: dict[str, Any], version: int | None = None
) -> Participation:
    """Sign or keep the uploaded mandate, as the form says."""
    which = {"by": request.user, "participation_id": row.pk, "version": row.version if version is None else version}
    if said["mandate"] == forms.SIGN:
        return answers.sign_mandate(**which)
    if said["mandate"] == forms.UPLOAD:
        return answers.upload_mandate(**which, upload=said["file"])
    return row


@login_required
def participation_withdraw(request: HttpRequest, pk: int, participation: int) -> HttpResponse:
    row = _found(request, pk, participation)
    require(rules.may_withdraw(actor_of(request.user), row))
    return _page(
        request,
        row,
        forms.WithdrawForm(request.POST or None, user=request.user, initial={"version": row.version}),
        lambda said: services.withdraw(
            by=request.user, participation_id=row.pk, version=said["version"], reason=said["reason"]
        ),
        title=_("Withdraw the invitation"),
        lead=_("What %(organisation)s has answered does not count any more. You can ask it again.")
        % {"organisation": row.organisation.name},
        submit=_("Withdraw it"),
        message=_("The invitation is withdrawn."),
    )


@login_required
def participation_invite_again(request: HttpRequest, pk: int, participation: int) -> HttpResponse:
    row = _found(request, pk, participation)
    require(rules.may_invite_again(actor_of(request.user), row))
    first = {"version": row.version, "due_on": row.procurement.answers_due_on}
    return _page(
        request,
        row,
        forms.LastDayForm(request.POST or None, user=request.user, initial=first),
        lambda said: services.invite_again(
            by=request.user, participation_id=row.pk, version=said["version"], due_on=said["due_on"]
        ),
        title=_("Ask %(organisation)s after all") % {"organisation": row.organisation.name},
        lead=_("It gets an e-mail and answers from the beginning."),
        submit=_("Ask"),
        message=_("The organisation has been asked."),
    )


@login_required
def participation_last_day(request: HttpRequest, pk: int, participation: int) -> HttpResponse:
    row = _found(request, pk, participation)
    require(rules.may_withdraw(actor_of(request.user), row))
    return _page(
        request,
        row,
        forms.LastDayForm(
            request.POST or None, user=request.user, initial={"version": row.version, "due_on": row.due_on}
        ),
        lambda said: services.set_last_day(
            by=request.user, participation_id=row.pk, version=said["version"], due_on=said["due_on"]
        ),
        title=_("A last day of its own for %(organisation)s") % {"organisation": row.organisation.name},
        lead=_("Others keep theirs. If it has not answered yet, it is told by e-mail."),
        submit=_("Set the day"),
        message=_("The last day is set."),
    )


def _page(
    request: HttpRequest,
    row: Participation,
    form: Any,
    save: Callable[[dict[str, Any]], Any],
    **texts: Any,
) -> HttpResponse:
    """A form that leads back to the answer."""
    back = row.get_absolute_url()
    return form_page(request, form, save=save, obj=row, breadcrumbs=_trail(row), cancel=back, done=back, **texts)
