"""What views do with a rule's answer: let go on, answer 403, or say it in the form."""

from django.core.exceptions import PermissionDenied

from portal.law.answers import Answer
from portal.web.forms import Form, ModelForm
from portal.workflow.errors import Refused


def require(answer: Answer) -> None:
    """Go on if a rule allows it; otherwise 403 with its reason, for somebody who sees the page but may not do this."""
    if not answer:
        raise PermissionDenied(str(answer))


def explain(form: Form | ModelForm, refused: Refused) -> None:
    """Say in the form why a service refused, beside the field that the reason names."""
    for reason in refused.answer.reasons:
        form.add_error(reason.field if reason.field in form.fields else None, str(reason))
