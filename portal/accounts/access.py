"""What views do with a rule's answer before they draw anything."""

from django.core.exceptions import PermissionDenied

from portal.law.answers import Answer


def require(answer: Answer) -> None:
    """Go on if a rule allows it; otherwise 403 with its reason, for somebody who sees the page but may not do this."""
    if not answer:
        raise PermissionDenied(str(answer))
