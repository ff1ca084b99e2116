"""Buttons that one service answers at once: how it went is said on the page that comes next."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.workflow.errors import Conflict, Refused

Done = TypeVar("Done")


def pressed(request: HttpRequest, work: Callable[[], Done], message: Any = "") -> Done | None:
    """Do what the button asks and say ``message``, or why it was not done; gives what came of it, None if nothing."""
    try:
        done = work()
    except Refused as refused:
        messages.error(request, str(refused))
    except Conflict:
        messages.error(request, _("Somebody else has changed this since you opened it. Read it again."))
    else:
        if message:
            messages.success(request, message)
        return done
    return None
