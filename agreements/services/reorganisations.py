"""Planning changes among a cooperation's members, withdrawing them, and having them take effect on their day.

Nothing is written beside the plan before the day. On the day, everything that the law's dated rules say is written in
one transaction, or nothing.
"""

import hashlib
import json
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from agreements import search
from agreements.models import Agreement, EligibleBuyer, Lot
from agreements.models.reorganisations import Reorganisation, Succession
from agreements.rules import reorganisations as rules
from agreements.states.reorganisations import REORGANISATION, ReorganisationKind, ReorganisationStatus
from agreements.succession import ReorganisationData, as_json, data_of, effects_of
from portal.accounts.actor import Actor, Grant, Role, actor_of
from portal.accounts.models import User
from portal.governance.services import memberships as governance
from portal.law.answers import denied
from portal.law.frameworks.succession import Effect, Part
from portal.organisations.grants import SEAT_ROLES
from portal.organisations.models import Cooperation, Group, Organisation, Unit
from portal.organisations.services import cooperations, organisations, roles
from portal.organisations.services.cooperations import touch_register
from portal.workflow import audit, transitions
from portal.workflow.errors import Refused, ask, refused
from portal.workflow.versions import locked

logger = logging.getLogger(__name__)

CHANGED_MEANWHILE = denied(_("What this touches has changed since you looked. Look at it again."))


def foresee(*, by: Any, cooperation: Cooperation, data: ReorganisationData) -> tuple[Effect, ...]:
    """What a plan would do, without writing anything. Raises ``Refused`` when it makes no sense or is not ``by``'s."""
    ask(rules.may_plan(actor_of(by), cooperation.pk))
    ask(rules.makes_sense(cooperation, data))
    ask(rules.not_planned_twice(cooperation, data))
    return effects_of(cooperation, data)


def mark_of(effects: Iterable[Effect]) -> str:
    """What a preview is known by, so that nobody confirms another one than was looked at."""
    told = json.dumps(as_json(effects), sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


@transaction.atomic
def plan(*, by: Any, cooperation_id: int, data: ReorganisationData, mark: str) -> Reorganisation:
    """Plan what was looked at (``mark`` of its effects); when its day has come already, it takes effect at once.

    Raises ``Refused`` when the plan makes no sense, or when what it touches has changed since it was looked at.
    """
    cooperation = Cooperation.objects.select_related("host").get(pk=cooperation_id)
    effects = foresee(by=by, cooperation=cooperation, data=data)
    if mark_of(effects) != mark:
        raise Refused(CHANGED_MEANWHILE)
    row = Reorganisation.objects.create(
        cooperation=cooperation,
        kind=data.kind,
        effective_on=data.effective_on,
        decision_id=data.decision_id,
        justification=data.justification,
        successor_id=data.successor_id,
        from_owner_id=data.from_owner_id,
        to_owner_id=data.to_owner_id,
        stays_authority=data.stays_authority,
        preview=as_json(effects),
        created_by=by,
    )
    row.organisations.set(data.organisation_ids)
    names = ", ".join(row.organisations.order_by("pk").values_list("name", flat=True))
    changes = {"organisations": (None, names), "effective_on": (None, data.effective_on)}
    audit.record("reorganisation.planned", row, by=by, changes=changes, reason=data.justification)
    if data.effective_on <= timezone.localdate():
        _take_effect(row)
    return row


@transaction.atomic
def withdraw(*, by: Any, reorganisation_id: int, version: int, reason: str) -> Reorganisation:
    """Take a plan back before its day. Raises ``Refused`` once the day has come, ``Conflict`` for another version."""
    row = locked(Reorganisation, reorganisation_id, version)
    ask(rules.may_withdraw(actor_of(by), row, timezone.localdate()))
    if not reason.strip():
        raise refused(_("Say why the plan is withdrawn."), "reason")
    row.version += 1
    transitions.apply(REORGANISATION, "withdrawn", row, by=by, reason=reason, saving=("version",))
    return row


def take_effect_due(day: date) -> int:
    """Have every plan whose day has come take effect, the oldest first; gives how many did.

    Each in a transaction of its own. One that cannot is kept as planned, says why, and is tried again the next time.
    """
    done = 0
    for pk in Reorganisation.objects.due(day).values_list("pk", flat=True):
        try:
            with transaction.atomic():
                rows = Reorganisation.objects.select_for_update(of=("self",), skip_locked=True)
                row = rows.filter(pk=pk, status=ReorganisationStatus.PLANNED).first()
                if row is not None:
                    _take_effect(row)
                    done += 1
        except (Refused, IntegrityError) as error:
            logger.warning("Reorganisation %s could not take effect: %s", pk, error)
            with override(settings.LANGUAGE_CODE):
                why = str(error) if isinstance(error, Refused) else str(_("The database refused a part of it."))
            Reorganisation.objects.filter(pk=pk).update(hindrance=why)
    return done


@transaction.atomic
def _take_effect(row: Reorganisation) -> None:
    """Write all that the day does, and keep what it was. The row is locked by the caller."""
    cooperation = Cooperation.objects.select_related("host").get(pk=row.cooperation_id)
    data = data_of(row)
    ask(rules.makes_sense(cooperation, data))
    _lock_agreements(effects_of(cooperation, data))
    effects = effects_of(cooperation, data)
    planner = _with_mandate(row.created_by_id)
    writer = _Writer(row, data, cooperation, planner)
    writer.write([effect for effect in effects if not effect.stays])
    row.outcome = as_json(effects)
    row.hindrance = ""
    row.took_effect_at = timezone.now()
    row.version += 1
    saving = ("outcome", "hindrance", "took_effect_at", "version")
    transitions.apply(REORGANISATION, "took_effect", row, by=planner, saving=saving)
    touch_register(cooperation.pk)


def _lock_agreements(effects: Iterable[Effect]) -> None:
    """Lock what is touched before the cooperation's own row, as all who change agreements do: so nobody waits for
    somebody who waits in turn. What is written is judged once more after that."""
    touched = {effect.about["agreement"] for effect in effects if "agreement" in effect.about}
    list(Agreement.objects.select_for_update(of=("self",)).filter(pk__in=touched).order_by("pk").values_list("pk"))


def _with_mandate(user_id: int) -> User:
    """The person who planned, with leave to carry it out: the right was asked for when it was planned, and the day
    comes even when that person has left the office since."""
    planner = User.objects.get(pk=user_id)
    planner._actor = Actor(planner, (Grant(Role.ADMINISTRATOR),))
    return planner


class _Writer:
    """Writes effects, each by the service whose business it is."""

    def __init__(self, row: Reorganisation, data: ReorganisationData, cooperation: Cooperation, planner: User) -> None:
        self.row, self.data, self.cooperation, self.by = row, data, cooperation, planner
        self.last = row.effective_on - timedelta(days=1)

    def write(self, effects: Sequence[Effect]) -> None:
        """In the order in which one thing rests on another: who is new, what moves there, and then who ceases."""
        of_part: dict[Part, list[Effect]] = defaultdict(list)
        for effect in effects:
            of_part[effect.part].append(effect)
        ways: list[tuple[Part, Callable[[Effect], None], bool]] = [
            (Part.MEMBERSHIP, self._join, True),
            (Part.UNIT, self._move_unit, False),
            (Part.ROLE, self._end_role, False),
            (Part.ROLE, self._give_role, True),
            (Part.MEMBERSHIP, self._leave, False),
            (Part.OWNERSHIP, self._end_ownership, False),
            (Part.OWNERSHIP, self._own, True),
            (Part.HOST, self._host, False),
        ]
        for part, way, is_new in ways:
            for effect in of_part[part]:
                if (effect.before is None) is is_new:
                    way(effect)
        self._agreements([*of_part[Part.OWNER], *of_part[Part.RIGHT], *of_part[Part.AREA]])
        if self.row.kind == ReorganisationKind.MERGER:
            self._succeed()

    def _join(self, effect: Effect) -> None:
        said = {
            "by": self.by,
            "cooperation_id": self.cooperation.pk,
            "organisation_id": effect.about["organisation"],
            "valid_from": self.row.effective_on,
        }
        if self.row.decision_id is not None:
            governance.admit(**said, decision_id=self.row.decision_id)
        else:
            cooperations.add_member(**said)

    def _leave(self, effect: Effect) -> None:
        said = {
            "by": self.by,
            "membership_id": effect.about["membership"],
            "on": self.last,
            "reason": self.row.justification[:300],
        }
        if self.row.decision_id is not None:
            governance.leave(**said, decision_id=self.row.decision_id)
        else:
            cooperations.end_member(**said)

    def _move_unit(self, effect: Effect) -> None:
        assert effect.after is not None
        organisations.change_unit(
            by=self.by,
            unit_id=effect.about["unit"],
            name=effect.after["name"],
            organisation_id=effect.about["successor"],
            on=self.row.effective_on,
        )

    def _end_role(self, effect: Effect) -> None:
        if effect.about["seat"] is not None:
            roles.end_seat(by=self.by, seat_id=effect.about["row"], on=self.last)
        else:
            roles.end_appointment(by=self.by, appointment_id=effect.about["row"], on=self.last)

    def _give_role(self, effect: Effect) -> None:
        about, until = effect.about, (effect.after or {})["until"]
        group = Group.objects.get(pk=about["seat"]) if about["seat"] else None
        roles.give(
            by=self.by,
            person_id=about["person"],
            role=roles.RoleData(
                role=SEAT_ROLES.get(group.kind, "") if group else about["role"],
                valid_from=self.row.effective_on,
                valid_to=date.fromisoformat(until) if until else None,
                organisation=Organisation.objects.get(pk=about["successor"]),
                unit=Unit.objects.get(pk=about["unit"]) if about["unit"] else None,
                group=group,
                title=about["title"],
                is_deputy=about["deputy"],
                is_chair=about["chair"],
            ),
        )

    def _end_ownership(self, effect: Effect) -> None:
        organisations.end_ownership(by=self.by, ownership_id=effect.about["ownership"], on=self.last)

    def _own(self, effect: Effect) -> None:
        said = effect.after or {}
        organisations.add_owner(
            by=self.by,
            company_id=effect.about["company"],
            owner_id=effect.about["organisation"],
            valid_from=self.row.effective_on,
            valid_to=date.fromisoformat(said["to"]) if said["to"] else None,
            share=said["share"] and Decimal(said["share"]),
        )

    def _host(self, effect: Effect) -> None:
        cooperations.change_host(by=self.by, cooperation_id=self.cooperation.pk, host_id=effect.about["organisation"])

    def _agreements(self, effects: Sequence[Effect]) -> None:
        """Owners, rights and areas, a version and an audit row for each agreement that is touched."""
        of_agreement: dict[int, list[Effect]] = defaultdict(list)
        for effect in effects:
            of_agreement[effect.about["agreement"]].append(effect)
        rows = Agreement.objects.select_for_update(of=("self",)).order_by("pk")
        for agreement in rows.filter(pk__in=of_agreement):
            changes: dict[str, tuple[Any, Any]] = {}
            rights = []
            for effect in of_agreement[agreement.pk]:
                if effect.part == Part.OWNER:
                    changes |= self._pass_owner(agreement, effect)
                elif effect.part == Part.AREA:
                    Lot.objects.get(pk=effect.about["lot"]).areas.add(effect.about["municipality"])
                    changes["areas"] = ((effect.before or {})["areas"], (effect.after or {})["areas"])
                else:
                    rights.append(self._pass_right(agreement, effect))
            if rights:
                before, after = zip(*rights, strict=True)
                changes["buyers"] = ([entry for entry in before if entry], [entry for entry in after if entry])
            agreement.version += 1
            agreement.save(update_fields=["owner", "number", "version", "updated_at"])
            audit.record("agreement.reorganised", agreement, by=self.by, changes=changes, reason=self.row.justification)
        if of_agreement:
            search.refresh(sorted(of_agreement))

    def _pass_owner(self, agreement: Agreement, effect: Effect) -> dict[str, tuple[Any, Any]]:
        before, after = effect.before or {}, effect.after or {}
        agreement.owner_id = effect.about["successor"]
        agreement.number = after["number"]
        return audit.differences(before, after)

    def _pass_right(self, agreement: Agreement, effect: Effect) -> tuple[Any, ...]:
        """Write how a right stands now; gives it before and after as the agreement's history tells it."""
        place = {"agreement": agreement, "organisation_id": effect.about["organisation"]}
        if effect.after is None:
            EligibleBuyer.objects.filter(**place).delete()
        else:
            written = {"is_binding": effect.after["binding"], "ends_on": effect.after["until"]}
            EligibleBuyer.objects.update_or_create(**place, defaults=written)
        return tuple(
            said and {"organisation": effect.about["name"], "is_binding": said["binding"], "ends_on": said["until"]}
            for said in (effect.before, effect.after)
        )

    def _succeed(self) -> None:
        """Keep who succeeds whom, through earlier mergers too: what they called off is read as the successor's."""
        assert self.data.successor_id is not None
        gone = set(self.data.ceasing_ids)
        gone |= set(Succession.objects.filter(successor__in=gone).values_list("predecessor", flat=True))
        Succession.objects.bulk_create(
            (
                Succession(
                    predecessor_id=pk,
                    successor_id=self.data.successor_id,
                    since=self.row.effective_on,
                    reorganisation=self.row,
                )
                for pk in sorted(gone - {self.data.successor_id})
            ),
            ignore_conflicts=True,
        )
