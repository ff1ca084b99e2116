"""Presses: what one button does, and how it is said whether it went well."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from portal.workflow.errors import Conflict, Refused


def pressed(request: HttpRequest, act: Callable[[], Any], *, back: str, message: Any) -> HttpResponse:
    """Do it, say so or say why not, and go back."""
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused.answer))
    except Conflict as conflict:
        messages.error(
            request,
            _("%(who)s has changed this since you opened it. Look at it as it is now, and press again.")
            % {"who": ", ".join(conflict.who) or _("Somebody")},
        )
    else:
        messages.success(request, message)
    return redirect(back)


def version_of(request: HttpRequest) -> int:
    """The version that a press states; 0, which no row has, where it states none."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
