"""What the group and the office say of a requirement, in threads that are resolved one by one."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.workflow import audit
from portal.workflow.errors import ask, refused
from procurements.models import Requirement, RequirementComment
from procurements.rules import requirements as rules


@transaction.atomic
def comment(*, by: Any, requirement_id: int, text: str, thread_id: int | None = None) -> RequirementComment:
    """Begin a thread on a requirement, or answer in one; an answer to a resolved thread opens it again.

    Raises ``Refused``.
    """
    requirement = Requirement.objects.select_related("procurement__specification").get(pk=requirement_id)
    ask(rules.may_comment(actor_of(by), requirement.procurement))
    if not text.strip():
        raise refused(_("Write a comment."), "text")
    thread = None
    if thread_id is not None:
        thread = _thread(thread_id)
        if thread.requirement_id != requirement_id:
            raise refused(_("The comment that you answer belongs to another requirement."), "text")
        if thread.resolved_at is not None:
            _resolve(thread, None)
    said = RequirementComment.objects.create(
        requirement=requirement, thread=thread, text=text.strip(), by=by, is_sample=requirement.is_sample
    )
    audit.record("requirement.commented", requirement, by=by)
    return said


@transaction.atomic
def resolve(*, by: Any, comment_id: int) -> RequirementComment:
    """Call a thread resolved. Raises ``Refused``."""
    thread = _thread(comment_id)
    ask(rules.may_resolve(actor_of(by), thread))
    if thread.resolved_at is None:
        _resolve(thread, by)
        audit.record("requirement.comment_resolved", thread.requirement, by=by)
    return thread


def _thread(comment_id: int) -> RequirementComment:
    threads = RequirementComment.objects.select_for_update(of=("self",)).select_related("requirement__procurement")
    return threads.get(pk=comment_id, thread=None)


def _resolve(thread: RequirementComment, by: Any) -> None:
    thread.resolved_by, thread.resolved_at = by, timezone.now() if by is not None else None
    thread.save(update_fields=["resolved_by", "resolved_at"])
