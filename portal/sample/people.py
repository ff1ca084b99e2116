"""The sample's cooperations, their members, groups and people."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.accounts.actor import Role, forget
from portal.accounts.models import User
from portal.governance.models import Decision, Meeting
from portal.governance.services import decisions, meetings, memberships
from portal.organisations.models import (
    Appointment,
    Cooperation,
    Group,
    GroupKind,
    Membership,
    Organisation,
    OrganisationKind,
)
from portal.organisations.services import cooperations, organisations, roles
from portal.reference.models import Municipality
from portal.sample import tables
from portal.sample.accounts import ACCOUNTS, colleagues

SOURCE_OF_COMPANIES = "Organisationer som annonserade 2021 (okfse/oppna-upphandlingsdata, CC0); ägaren läst ur namnet."


@dataclass(frozen=True)
class Founding:
    """How a sample cooperation began: its host is a municipality's code."""

    name: str
    country: str
    currency: str
    host: str
    accent: str
    email: str
    wording: str
    admitting: str
    admission: str
    units: tuple[str, ...]


FOUNDINGS = {
    "stockholm": Founding(
        name="Stockholms inköpscentral",
        country="SE",
        currency="SEK",
        host="0182",
        accent="#0b5d66",
        email="inkopscentral@samkop.example",
        wording="Kommunerna beslutar att gemensamt inrätta en inköpscentral.",
        admitting="Antagning av {name}",
        admission="Styrgruppen beslutar att anta kommunen som medlem.",
        units=("Utbildningsförvaltningen", "Socialförvaltningen", "Tekniska förvaltningen"),
    ),
    "kongsberg": Founding(
        name="Kongsbergregionen innkjøp",
        country="NO",
        currency="NOK",
        host="3303",
        accent="#7a3e12",
        email="innkjop@samkop.example",
        wording="Kommunene vedtar enstemmig å opprette et felles innkjøpssamarbeid.",
        admitting="Opptak av {name}",
        admission="Styringsgruppen vedtar å ta opp kommunen som medlem.",
        units=("Oppvekst", "Helse og omsorg", "Teknisk etat"),
    ),
}


def appoint_administrator(users: dict[str, User]) -> User:
    """The first administrator, by whom all else is done."""
    administrator = users["admin"]
    Appointment.objects.create(user=administrator, role=Role.ADMINISTRATOR, valid_from=date(2013, 1, 1))
    forget(administrator)
    return administrator


def found(key: str, users: dict[str, User], by: User) -> Cooperation:
    """A cooperation with its members as the table tells, each by a decision, its groups and its people."""
    founding = FOUNDINGS[key]
    places = {place.code: place for place in Municipality.objects.filter(country=founding.country)}
    host = organisations.of_municipality(by=by, municipality=places[founding.host])
    cooperation = cooperations.create(
        by=by,
        name=founding.name,
        jurisdiction=founding.country,
        currency=founding.currency,
        host_id=host.pk,
        email=founding.email,
    )
    Cooperation.objects.filter(pk=cooperation.pk).update(accent=founding.accent, is_sample=True)
    _admit_members(key, cooperation, places, by)
    for unit in founding.units:
        organisations.add_unit(by=by, organisation_id=host.pk, name=unit)
    _seat_people(key, cooperation, host, users, by)
    return cooperation


def _admit_members(key: str, cooperation: Cooperation, places: dict[str, Municipality], by: User) -> None:
    members = [row for row in tables.rows("members") if row["cooperation"] == key]
    first = min(row["joined"] for row in members)
    founding = memberships.found(
        by=by,
        cooperation_id=cooperation.pk,
        municipalities=[places[row["municipality"]] for row in members if row["joined"] == first],
        held_on=date.fromisoformat(first),
        wording=FOUNDINGS[key].wording,
    )
    admitted: dict[str, Decision] = {}
    for row in members:
        if row["joined"] == first:
            continue
        organisation = organisations.of_municipality(by=by, municipality=places[row["municipality"]])
        day = date.fromisoformat(row["joined"])
        admitted[row["municipality"]] = decision = decide_admission(
            key, cooperation, organisation, by, held_on=day, from_day=day
        )
        memberships.admit(
            by=by,
            cooperation_id=cooperation.pk,
            organisation_id=organisation.pk,
            valid_from=day,
            decision_id=decision.pk,
        )
    if key == "stockholm":
        for place in places.values():
            if place.county.code == "01":  # the rest of the county is there, and is not a member
                organisations.of_municipality(by=by, municipality=place)
        _admit_companies(cooperation, places, founding, admitted, by)
    _mark_sample(key, cooperation, members)


def decide_admission(
    key: str, cooperation: Cooperation, organisation: Organisation, by: User, *, held_on: date, from_day: date
) -> Decision:
    """The decision of a meeting that takes an organisation in from a day."""
    title = FOUNDINGS[key].admitting.format(name=organisation.name)
    meeting = meetings.register_meeting(
        by=by,
        cooperation_id=cooperation.pk,
        data=meetings.MeetingData(title=title, held_on=held_on),
    )
    decision = decisions.record_decision(
        by=by,
        meeting_id=meeting.pk,
        data=decisions.DecisionData(title=title, wording=FOUNDINGS[key].admission, takes_effect_on=from_day),
    )
    meetings.close_meeting(by=by, meeting_id=meeting.pk, version=meeting.version)
    return decision


def _admit_companies(
    cooperation: Cooperation,
    places: dict[str, Municipality],
    founding: Decision,
    admitted: dict[str, Decision],
    by: User,
) -> None:
    """The municipalities' companies: all are there, and those that the table says are members."""
    for row in tables.rows("stockholm_companies"):
        owner = organisations.of_municipality(by=by, municipality=places[row["owner"]])
        company = organisations.register(
            by=by,
            data=organisations.OrganisationData(
                kind=OrganisationKind.COMPANY,
                country="SE",
                name=row["name"],
                registration_number=row["registration_number"],
                municipality=places[row["owner"]],
                note=SOURCE_OF_COMPANIES,
            ),
        )
        organisations.add_owner(by=by, company_id=company.pk, owner_id=owner.pk, valid_from=date(2013, 1, 1))
        if row["joined"]:
            memberships.admit(
                by=by,
                cooperation_id=cooperation.pk,
                organisation_id=company.pk,
                valid_from=date.fromisoformat(row["joined"]),
                decision_id=admitted.get(row["owner"], founding).pk,
            )


def _mark_sample(key: str, cooperation: Cooperation, members: list[dict[str, str]]) -> None:
    """Say of each membership and meeting what is invented, in the words that its page shows."""
    day_note, whole_note = {
        "stockholm": ("Exempel: inträdesdagen", "Exempel: medlemskapet och dess dag"),
        "kongsberg": ("Eksempel: innmeldingsdagen", "Eksempel: medlemskapet og datoen"),
    }[key]
    stated = {row["municipality"] for row in members if row["membership_is_sample"] == "false"}
    for membership in Membership.objects.filter(cooperation=cooperation).select_related("organisation__municipality"):
        organisation = membership.organisation
        is_stated = organisation.kind == OrganisationKind.MUNICIPALITY and organisation.municipality.code in stated
        membership.is_sample = not is_stated
        membership.note = day_note if is_stated else whole_note
        membership.save(update_fields=["is_sample", "note"])
    Meeting.objects.filter(cooperation=cooperation).update(is_sample=True)


def _seat_people(key: str, cooperation: Cooperation, host: Organisation, users: dict[str, User], by: User) -> None:
    names = {
        "stockholm": ("Styrgruppen", "Arbetsgruppen", "Avtalsgruppen för städ"),
        "kongsberg": ("Styringsgruppen", "Arbeidsgruppen", "Brukergruppen for renhold"),
    }[key]
    kinds = (GroupKind.STEERING, GroupKind.WORKING, GroupKind.AGREEMENT)
    groups = {
        kind: roles.open_group(by=by, cooperation_id=cooperation.pk, kind=kind, name=name)
        for kind, name in zip(kinds, names, strict=True)
    }
    Group.objects.filter(cooperation=cooperation).update(is_sample=True)
    since = date(2024, 1, 1)
    places: dict[Role, dict[str, Any]] = {
        Role.MANAGER: {"cooperation": cooperation},
        Role.OFFICER: {"cooperation": cooperation},
        Role.CONTACT: {"organisation": host},
        Role.PURCHASER: {"organisation": host},
        Role.STEERING_GROUP: {"group": groups[GroupKind.STEERING], "organisation": host},
        Role.WORKING_GROUP: {"group": groups[GroupKind.WORKING], "organisation": host},
        Role.EXPERT: {"group": groups[GroupKind.AGREEMENT], "organisation": host},
    }
    for account in ACCOUNTS:
        if account.cooperation == key and account.role in places:
            role = roles.RoleData(role=account.role, valid_from=since, **places[account.role])
            roles.give(by=by, person_id=users[account.address].pk, role=role)
    for organisation, user in contacts(key, cooperation, users).items():
        if organisation != host:
            role = roles.RoleData(role=Role.CONTACT, valid_from=since, organisation=organisation)
            roles.give(by=by, person_id=user.pk, role=role)


def contacts(key: str, cooperation: Cooperation, users: dict[str, User]) -> dict[Organisation, User]:
    """The purchasing contact of each municipality that is a member."""
    host = cooperation.host
    own = next(account for account in ACCOUNTS if (account.cooperation, account.role) == (key, Role.CONTACT))
    found = {host: users[own.address]}
    others = colleagues(key)
    for membership in Membership.objects.filter(
        cooperation=cooperation, organisation__kind=OrganisationKind.MUNICIPALITY
    ).select_related("organisation__municipality"):
        organisation = membership.organisation
        if organisation != host:
            found[organisation] = users[others[organisation.municipality.name].address]
    return found
