"""A page with one form that one service answers: errors, refusals and lost updates are said in the form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from portal.web import history
from portal.web.forms import Form, ModelForm
from portal.workflow.errors import Conflict, Refused


def explain(form: Form | ModelForm, refused: Refused) -> None:
    """Say in the form why a service refused, beside the field that the reason names."""
    for reason in refused.answer.reasons:
        form.add_error(reason.field if reason.field in form.fields else None, str(reason))


def form_page(
    request: HttpRequest,
    form: Form | ModelForm,
    *,
    save: Callable[[dict[str, Any]], Any],
    title: Any,
    submit: Any,
    cancel: str,
    done: str | Callable[[Any], str] | None = None,
    message: Any = "",
    lead: Any = "",
    breadcrumbs: Any = (),
    obj: Model | None = None,
    template: str = "components/form_page.html",
    context: dict[str, Any] | Callable[[], dict[str, Any]] | None = None,
) -> HttpResponse:
    """Draw the form; when it comes in whole, call ``save(cleaned_data)`` and go on to ``done``, or to what it gave.

    A ``Conflict`` shows what others changed in ``obj`` meanwhile. Nothing typed is lost, and saving again, on the
    version that they left, is the person's own choice; the form carries it in a hidden field ``version``.

    ``context`` is what the template needs besides, or a function that reads it when the page is drawn.
    """
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            result = save(form.cleaned_data)
        except Refused as refused:
            explain(form, refused)
        except Conflict as found:
            conflict = {"who": found.who, "changes": history.changes(obj, found.changes) if obj else []}
            form.data = form.data.copy()
            form.data["version"] = str(found.version)
        else:
            if message:
                messages.success(request, message)
            return redirect(done(result) if callable(done) else done or result)
    page = {
        "form": form,
        "title": title,
        "submit": submit,
        "cancel": cancel,
        "lead": lead,
        "breadcrumbs": breadcrumbs,
        "conflict": conflict,
    }
    return render(request, template, page | (context() if callable(context) else context or {}))
