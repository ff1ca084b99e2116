"""The facts behind a change among a cooperation's members, put to the law's dated rules."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.functional import cached_property

from agreements.ceilings import ceilings_of_many
from agreements.models import Agreement, CallOff, CeilingBalance, EligibleBuyer, Lot
from agreements.models.reorganisations import Reorganisation
from agreements.states import AgreementStatus
from agreements.states.call_offs import CallOffStatus
from agreements.states.reorganisations import ReorganisationKind
from portal.law.frameworks import succession as law
from portal.law.frameworks.succession import Effect, Facts, Part, Party, Rule
from portal.organisations.models import (
    APPOINTED_TO_ORGANISATION,
    Appointment,
    Cooperation,
    Membership,
    Organisation,
    Ownership,
    Seat,
    Unit,
)
from portal.organisations.periods import valid_on


@dataclass(frozen=True)
class ReorganisationData:
    """A change among a cooperation's members, as it is planned; ``Reorganisation`` says what the fields mean."""

    kind: str
    effective_on: date
    justification: str
    organisation_ids: tuple[int, ...]
    decision_id: int | None = None
    successor_id: int | None = None
    from_owner_id: int | None = None
    to_owner_id: int | None = None
    stays_authority: bool = True

    @property
    def ceasing_ids(self) -> tuple[int, ...]:
        """Those that merge and cease: a successor that is one of them goes on."""
        return tuple(pk for pk in self.organisation_ids if pk != self.successor_id)


def data_of(row: Reorganisation) -> ReorganisationData:
    """What was planned, to be put to the rules again on its day."""
    return ReorganisationData(
        kind=row.kind,
        effective_on=row.effective_on,
        justification=row.justification,
        organisation_ids=tuple(row.organisations.order_by("pk").values_list("pk", flat=True)),
        decision_id=row.decision_id,
        successor_id=row.successor_id,
        from_owner_id=row.from_owner_id,
        to_owner_id=row.to_owner_id,
        stays_authority=row.stays_authority,
    )


def effects_of(cooperation: Cooperation, data: ReorganisationData) -> tuple[Effect, ...]:
    """What the day does, by the law's dated rules, as things stand now."""
    reading = _Reading(cooperation, data)
    parties = reading.parties
    first = parties[data.organisation_ids[0]]
    if data.kind == ReorganisationKind.JOIN:
        return law.joining(reading.facts(), first)
    if data.kind == ReorganisationKind.LEAVE:
        return law.leaving(reading.facts(), first)
    if data.kind == ReorganisationKind.MERGER:
        assert data.successor_id is not None
        return law.merging(reading.facts(), [parties[pk] for pk in data.ceasing_ids], parties[data.successor_id])
    assert data.from_owner_id is not None
    return law.changing_owner(
        reading.facts(),
        first,
        parties[data.from_owner_id],
        parties[data.to_owner_id] if data.to_owner_id else None,
        owned_by_members=reading.owned_by_members(),
        stays_authority=data.stays_authority,
    )


def as_json(effects: Iterable[Effect]) -> list[dict[str, Any]]:
    """The effects as a reorganisation keeps them."""
    return [asdict(effect) for effect in effects]


def from_json(kept: Iterable[dict[str, Any]]) -> list[Effect]:
    """Kept effects, to be told again."""
    return [Effect(**{**one, "part": Part(one["part"]), "rule": Rule(one["rule"])}) for one in kept]


def lasting(day: date) -> Q:
    """The agreements that are not over on a day: drafts, and what can still be used then."""
    open_end = Q(last_day__gte=day) | Q(last_day=None)
    return (
        Q(status=AgreementStatus.DRAFT)
        | Q(open_end, status=AgreementStatus.PUBLISHED)
        | Q(status=AgreementStatus.TERMINATED, terminated_on__gte=day)
    )


class _Reading:
    """Everything that concerns some organisations in a cooperation around a day, in a dozen queries."""

    def __init__(self, cooperation: Cooperation, data: ReorganisationData) -> None:
        self.cooperation, self.data = cooperation, data
        self.day = data.effective_on
        self.last = data.effective_on - timedelta(days=1)

    @cached_property
    def parties(self) -> dict[int, Party]:
        """The organisations that take part, by id."""
        data = self.data
        ids = (*data.organisation_ids, data.successor_id, data.from_owner_id, data.to_owner_id)
        rows = Organisation.objects.filter(pk__in=[pk for pk in ids if pk]).select_related("municipality")
        return {row.pk: _party(row) for row in rows}

    @cached_property
    def whose(self) -> tuple[int, ...]:
        """Those whose rights, contracts and people are asked about."""
        data = self.data
        return data.ceasing_ids if data.kind == ReorganisationKind.MERGER else data.organisation_ids

    def facts(self) -> Facts:
        merges = self.data.kind == ReorganisationKind.MERGER
        everybody = (*self.whose, self.data.successor_id) if merges else self.whose
        agreements = tuple(self._agreements())
        joins = self.data.kind == ReorganisationKind.JOIN
        return Facts(
            day=self.day,
            members=tuple(self._members(everybody)),
            agreements=agreements,
            others=self._others() if joins else 0,
            owned=tuple(self._owned(merges)),
            units=tuple(self._units()) if merges else (),
            roles=() if joins else tuple(self._roles(everybody)),
            running=() if joins else tuple(self._running()),
            taken=() if joins else tuple(self._taken()),
            host=_party(self.cooperation.host),
            numbers=frozenset(
                Agreement.objects.filter(owner=self.data.successor_id).values_list("number", flat=True)
                if merges
                else ()
            ),
            unit_names=frozenset(
                Unit.objects.filter(organisation=self.data.successor_id).values_list("name", flat=True)
                if merges
                else ()
            ),
        )

    def owned_by_members(self) -> bool:
        """Whether any owner of the company is a member once it has changed hands."""
        data = self.data
        others = Ownership.objects.filter(valid_on(self.day), company__in=data.organisation_ids)
        owners = {*others.exclude(owner=data.from_owner_id).values_list("owner", flat=True), data.to_owner_id} - {None}
        members = Membership.objects.on(self.day).filter(cooperation=self.cooperation, organisation__in=owners)
        return members.exists()

    def _members(self, ids: Collection[int | None]) -> Iterator[law.Member]:
        concerned = Q(organisation__in=ids)
        if self.data.kind == ReorganisationKind.LEAVE:
            concerned |= Q(
                organisation__in=Ownership.objects.filter(valid_on(self.day), owner__in=ids).values("company")
            )
        rows = Membership.objects.on(self.last).filter(concerned, cooperation=self.cooperation)
        rows = rows.exclude(valid_to=self.last).select_related("organisation__municipality")
        for row in rows:
            yield law.Member(row.pk, _party(row.organisation), row.valid_from, row.valid_to)

    def _live(self) -> QuerySet[Agreement]:
        return Agreement.objects.filter(lasting(self.day), cooperation=self.cooperation)

    def _agreements(self) -> Iterator[law.Held]:
        concerned = Q(pk__in=EligibleBuyer.objects.filter(organisation__in=self.whose).values("agreement"))
        if self.data.kind == ReorganisationKind.JOIN:
            concerned |= Q(status=AgreementStatus.DRAFT)
        if self.data.kind in (ReorganisationKind.LEAVE, ReorganisationKind.MERGER):
            concerned |= Q(owner__in=self.whose)
        if self.data.kind == ReorganisationKind.MERGER:
            places = [self.parties[pk].municipality for pk in self.whose if self.parties[pk].municipality]
            concerned |= Q(pk__in=Lot.areas.through.objects.filter(municipality__in=places).values("lot__agreement"))
        rows = (
            self._live()
            .filter(concerned)
            .select_related("owner__municipality")
            .prefetch_related(
                Prefetch("buyers", EligibleBuyer.objects.select_related("organisation__municipality")), "lots__areas"
            )
            .order_by("pk")
        )
        for row in rows:
            yield law.Held(
                id=row.pk,
                title=row.title,
                number=row.number,
                is_draft=row.is_draft,
                announced_on=row.announced_on,
                owner=_party(row.owner) if row.owner_id else None,
                rights=tuple(
                    law.Right(_party(buyer.organisation), buyer.is_binding, buyer.ends_on)
                    for buyer in row.buyers.all()
                    if buyer.ends_on is None or buyer.ends_on >= self.day
                ),
                lots=tuple(
                    law.LotAreas(lot.pk, str(lot), {area.pk: area.name for area in lot.areas.all()})
                    for lot in row.lots.all()
                ),
            )

    def _others(self) -> int:
        named = EligibleBuyer.objects.filter(organisation__in=self.whose).values("agreement")
        return self._live().exclude(status=AgreementStatus.DRAFT).exclude(pk__in=named).count()

    def _owned(self, merges: bool) -> Iterator[law.Owned]:
        rows = Ownership.objects.filter(valid_on(self.last)).exclude(valid_to=self.last)
        if merges:
            owners = (*self.whose, self.data.successor_id)
            rows = rows.filter(owner__in=owners)
        elif self.data.kind == ReorganisationKind.OWNERSHIP:
            rows = rows.filter(company__in=self.whose, owner__in=[self.data.from_owner_id, self.data.to_owner_id])
        else:
            return
        for row in rows.select_related("company__municipality", "owner__municipality").order_by("company", "pk"):
            yield law.Owned(row.pk, _party(row.company), _party(row.owner), row.share, row.valid_from, row.valid_to)

    def _units(self) -> Iterator[law.UnitOf]:
        rows = Unit.objects.filter(organisation__in=self.whose)
        for row in rows.exclude(closed_on__lt=self.day).select_related("organisation__municipality").order_by("pk"):
            yield law.UnitOf(row.pk, row.name, _party(row.organisation))

    def _roles(self, ids: Collection[int | None]) -> Iterator[law.RoleOf]:
        appointments = Appointment.objects.filter(
            valid_on(self.last), organisation__in=ids, role__in=APPOINTED_TO_ORGANISATION
        )
        appointments = appointments.exclude(valid_to=self.last)
        for row in appointments.select_related("user", "unit", "organisation__municipality").order_by("pk"):
            yield law.RoleOf(
                id=row.pk,
                person=row.user_id,
                name=row.user.name,
                role=row.role,
                home=_party(row.organisation),
                unit=row.unit_id,
                where=row.unit.name if row.unit else "",
                title=row.title,
                is_deputy=row.is_deputy,
                valid_to=row.valid_to,
            )
        seats = Seat.objects.filter(valid_on(self.last), organisation__in=ids, group__cooperation=self.cooperation)
        seats = seats.exclude(valid_to=self.last).filter(Q(group__closed_on=None) | Q(group__closed_on__gte=self.day))
        for seat in seats.select_related("user", "group", "organisation__municipality").order_by("pk"):
            yield law.RoleOf(
                id=seat.pk,
                person=seat.user_id,
                name=seat.user.name,
                role=seat.group.kind,
                home=_party(seat.organisation),
                seat=seat.group_id,
                where=seat.group.name,
                is_chair=seat.is_chair,
                valid_to=seat.valid_to,
            )

    def _running(self) -> Iterator[law.Running]:
        rows = CallOff.objects.filter(
            agreement__cooperation=self.cooperation,
            buyer__in=self.whose,
            status=CallOffStatus.MADE,
            ends_on__gte=self.day,
        )
        for row in rows.select_related("agreement", "buyer").order_by("ends_on", "pk"):
            yield law.Running(
                id=row.pk,
                name=str(row),
                agreement=row.agreement.title,
                buyer=_party(row.buyer),
                amount=row.amount,
                currency=row.agreement.currency,
                ends_on=row.ends_on,
            )

    def _taken(self) -> Iterator[law.Taken]:
        """What each has reserved and used of agreements that last, summed over the lots."""
        rows = CeilingBalance.objects.filter(agreement__in=self._live(), buyer__in=self.whose).values_list(
            "agreement", "buyer", "reserved", "used"
        )
        sums: dict[tuple[int, int], tuple[Decimal, Decimal]] = {}
        for agreement, buyer, reserved, used in rows:
            before = sums.get((agreement, buyer), (Decimal(0), Decimal(0)))
            sums[agreement, buyer] = (before[0] + reserved, before[1] + used)
        agreements = Agreement.objects.filter(pk__in={agreement for agreement, _ in sums}).prefetch_related("lots")
        found = {row.pk: row for row in agreements}
        ceilings = ceilings_of_many(list(found.values()))
        for (agreement, buyer), (reserved, used) in sorted(sums.items()):
            if reserved or used:
                row = found[agreement]
                yield law.Taken(
                    agreement=agreement,
                    title=row.title,
                    buyer=self.parties[buyer],
                    reserved=reserved,
                    used=used,
                    left=ceilings[agreement][None].left,
                    currency=row.currency,
                )


def _party(row: Organisation | None) -> Party:
    assert row is not None, "a row that was found by its organisation has one"
    place = row.municipality
    return Party(row.pk, row.name, row.municipality_id, place.name if place else "")
