"""One requirement: what it says, how it came to say so, and what is said of it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.access import require
from portal.accounts.actor import actor_of
from portal.law.secrecy import Part
from portal.web import history
from portal.web.form_page import explain
from portal.web.lookups import whole_number
from portal.workflow.errors import Refused
from procurements.circles import circle_of
from procurements.forms.requirements import CommentForm
from procurements.goals.panels import served
from procurements.models import Procurement, Requirement, RequirementComment, RequirementVersion
from procurements.rules import goals as goal_rules
from procurements.rules import requirements as rules
from procurements.services import comments
from procurements.specification.wording import REQUIREMENT_TONES, differing, per_cent, section_name
from procurements.views.requirements.common import drafting, requirement_of, seen_by, title_of, trail


@require_safe
def requirement(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A requirement; for those who write it with its versions, comments and history."""
    procurement = seen_by(request, pk, Part.REQUIREMENTS)
    return _drawn(request, procurement, requirement_of(request, procurement, number))


@login_required
@require_POST
def requirement_comment(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Begin a thread, or answer in one."""
    procurement = drafting(request, pk)
    found = requirement_of(request, procurement, number)
    require(rules.may_comment(actor_of(request.user), procurement))
    form = CommentForm(request.POST, user=request.user)
    if form.is_valid():
        said = form.cleaned_data
        try:
            comments.comment(
                by=request.user, requirement_id=found.pk, text=said["text"], thread_id=said["thread"] or None
            )
        except Refused as refused:
            explain(form, refused)
        except RequirementComment.DoesNotExist:
            form.add_error(None, _("The comment that you answer is not there any more."))
    if form.errors:
        return _drawn(request, procurement, found, form)
    return _said(request, procurement, found)


@login_required
@require_POST
def requirement_resolve(request: HttpRequest, pk: int, number: int, comment: int) -> HttpResponse:
    """Call a thread of comments resolved."""
    procurement = drafting(request, pk)
    found = requirement_of(request, procurement, number)
    thread = found.comments.filter(pk=comment, thread=None).select_related("requirement__procurement").first()
    if thread is not None:
        require(rules.may_resolve(actor_of(request.user), thread))
        comments.resolve(by=request.user, comment_id=thread.pk)
    return _said(request, procurement, found)


def _said(request: HttpRequest, procurement: Procurement, found: Requirement) -> HttpResponse:
    """The comments alone for htmx; the page at its comments for everybody else."""
    if request.htmx:  # type: ignore[attr-defined]
        page = {"requirement": found, "procurement": procurement, **_comments(request, procurement, found)}
        return render(request, "procurements/specification/comments.html", page)
    return redirect(f"{found.get_absolute_url()}#comments")


def _drawn(
    request: HttpRequest, procurement: Procurement, found: Requirement, form: CommentForm | None = None
) -> HttpResponse:
    page: dict[str, Any] = {
        "procurement": procurement,
        "requirement": found,
        "title": title_of(found),
        "breadcrumbs": trail(procurement),
        "tone": REQUIREMENT_TONES[found.state],
        "section": section_name(found.heading),
        "weight": per_cent(found.weight),
        "writes": circle_of(request.user, procurement).sees(Part.DRAFTING),
        "source": _source(request, found),
        "goals": served(request, found),
        "may_link": bool(goal_rules.may_link_requirement(actor_of(request.user), found)),
    }
    if page["writes"]:
        actor = actor_of(request.user)
        page |= {
            "may_edit": bool(rules.may_edit(actor, found)),
            "steps": [
                name for name in ("accepted", "declined", "proposed_again") if rules.may_step(actor, name, found)
            ],
            **_versions(request, found),
            **_comments(request, procurement, found, form),
            "history": history.entries(found),
        }
    if form is not None and request.htmx:  # type: ignore[attr-defined]
        return render(request, "procurements/specification/comments.html", page)
    return render(request, "procurements/specification/requirement.html", page)


def _source(request: HttpRequest, found: Requirement) -> dict[str, Any] | None:
    """Where it was taken over from, and what has been worded otherwise there since, as far as the reader sees it."""
    source = found.copied_from
    if source is None:
        return None
    seen = Requirement.objects.visible_to(request.user).filter(pk=source.pk).exists()
    drafted = circle_of(request.user, source.procurement).sees(Part.DRAFTING)
    changes = None
    if found.source_changed and drafted:
        changes = differing(source.versions.get(edition=found.copied_edition), source)
    return {"requirement": source, "seen": seen, "changed": seen and found.source_changed, "changes": changes}


def _versions(request: HttpRequest, found: Requirement) -> dict[str, Any]:
    """All versions, latest first, and two of them held beside each other: the last two, or those that are asked for."""
    versions = list(found.versions.select_related("by").order_by("-edition"))
    by_edition: dict[int, RequirementVersion] = {version.edition: version for version in versions}
    latest = versions[0].edition
    after = by_edition.get(whole_number(request.GET.get("after", "")) or latest, versions[0])
    before = by_edition.get(whole_number(request.GET.get("before", "")) or max(after.edition - 1, 1), versions[-1])
    return {
        "versions": versions,
        "before": before,
        "after": after,
        "changes": differing(before, after) if before != after else [],
    }


def _comments(
    request: HttpRequest, procurement: Procurement, found: Requirement, form: CommentForm | None = None
) -> dict[str, Any]:
    """The threads, open ones first, each with its answers and what the reader may do about it."""
    actor = actor_of(request.user)
    rows = list(found.comments.select_related("by", "resolved_by").order_by("pk"))
    threads = []
    for row in rows:
        if row.thread_id is None:
            row.requirement = found
            answers = [answer for answer in rows if answer.thread_id == row.pk]
            threads.append((row, answers, bool(rules.may_resolve(actor, row)) and row.resolved_at is None))
    threads.sort(key=lambda entry: entry[0].resolved_at is not None)
    return {
        "threads": threads,
        "may_comment": bool(rules.may_comment(actor, procurement)),
        "comment_form": form or CommentForm(user=request.user),
    }
