"""The map of competence: who gives how much of a post to procurement, and knows what."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import actor_of
from portal.accounts.models import User
from portal.governance.duties.staff import Staff
from portal.governance.models import Competence
from portal.governance.rules import duties as rules
from portal.organisations.models import Cooperation, Membership, Organisation
from portal.workflow import audit
from portal.workflow.errors import ask, refused
from portal.workflow.versions import locked


@transaction.atomic
def enter(
    *,
    by: Any,
    cooperation_id: int,
    organisation_id: int | None,
    person: User | None,
    post_share: Decimal,
    areas: Iterable[str],
    note: str = "",
) -> Competence:
    """Enter a person of a member, or of the office without one; without a person, the sum of all who procure there.

    ``post_share`` counts full-time posts. Raises ``Refused`` where the row exists or the person does not serve there.
    """
    ask(rules.may_assign(actor_of(by), cooperation_id, organisation_id))
    cooperation = Cooperation.objects.select_for_update().get(pk=cooperation_id)
    today = timezone.localdate()
    organisation = None
    if organisation_id is not None:
        organisation = Organisation.objects.get(pk=organisation_id)
        if not Membership.objects.on(today).filter(cooperation=cooperation, organisation=organisation).exists():
            raise refused(_("That organisation is no member on that day."))
    if person is not None:
        staff = Staff([cooperation_id], today)
        if staff.until(person.pk, today, cooperation=cooperation_id, organisation=organisation_id) < today:
            raise refused(_("This person has no role there on that day. Give the role first."), "person")
    if Competence.objects.filter(cooperation=cooperation, organisation=organisation, person=person).exists():
        raise refused(_("This row stands in the map already: change it there."), "person")
    _ask_for_share(person, post_share)
    row = Competence.objects.create(
        cooperation=cooperation,
        organisation=organisation,
        person=person,
        post_share=post_share,
        areas=sorted(areas),
        note=note,
        as_of=today,
        is_sample=cooperation.is_sample,
    )
    audit.record("competence.entered", row, by=by, changes={"post_share": (None, post_share)})
    return row


@transaction.atomic
def update(
    *, by: Any, competence_id: int, version: int, post_share: Decimal, areas: Iterable[str], note: str = ""
) -> Competence:
    """Bring a row up to date; it is as of today then. Raises ``Conflict`` when somebody else did meanwhile."""
    row = locked(Competence, competence_id, version, "person")
    ask(rules.may_assign(actor_of(by), row.cooperation_id, row.organisation_id))
    _ask_for_share(row.person, post_share)
    chosen = sorted(areas)
    before = {"post_share": row.post_share, "areas": row.areas, "note": row.note}
    after = {"post_share": post_share, "areas": chosen, "note": note}
    row.post_share, row.areas, row.note = post_share, chosen, note
    row.as_of = timezone.localdate()
    row.version += 1
    row.save(update_fields=[*after, "as_of", "version"])
    audit.record("competence.updated", row, by=by, changes=audit.differences(before, after))
    return row


@transaction.atomic
def remove(*, by: Any, competence_id: int) -> None:
    """Take a row out of the map; the trail keeps that it stood there."""
    row = Competence.objects.select_for_update().get(pk=competence_id)
    ask(rules.may_assign(actor_of(by), row.cooperation_id, row.organisation_id))
    audit.record("competence.removed", row, by=by, changes={"post_share": (row.post_share, None)})
    row.delete()


def _ask_for_share(person: User | None, post_share: Decimal) -> None:
    if person is not None and post_share > 1:
        raise refused(_("One person fills one full-time post at most."), "post_share")
