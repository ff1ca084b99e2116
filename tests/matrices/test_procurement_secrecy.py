"""Who learns what of a procurement: surface by actor by stage. Each part of it carries a mark that stands nowhere else;
one that is read by somebody outside the part's circle fails. Later stages add their marks and surfaces."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.files.services import store_content
from portal.jobs.models import Job
from portal.law import secrecy
from portal.law.secrecy import Audience, Part, Relation
from portal.workflow import deadlines
from procurements.models import Participation, Procurement
from procurements.services import (
    answers,
    checklists,
    comments,
    dialogue,
    documents,
    informing,
    questions,
    requirements,
    values,
)
from procurements.services import participation as asking
from procurements.states.participation import ParticipationState
from procurements.states.stages import Stage
from tests import factories
from tests.cast import Cast

#: How an amount may be written in the portal's languages and in files.
AMOUNTS = {
    "volume": ("7 654 321", "7\xa0654\xa0321", "7,654,321", "7654321"),
    "maximum": ("15 308 642", "15\xa0308\xa0642", "15,308,642", "15308642"),
}
#: What stands in each part, and nowhere else. Plain words, so that no escaping hides them.
MARKS: dict[Part, tuple[str, ...]] = {
    Part.PLAN: ("Quillwort window cleaning",),
    Part.PREPARATION: (" 2033", "\xa02033"),
    Part.ANSWERS: ("Brambling budget", *AMOUNTS["volume"]),
    Part.VALUE: AMOUNTS["maximum"],
    Part.REQUIREMENTS: ("Wheatear ladders",),
    Part.DRAFTING: ("Siskin doubts", "Siskin declined"),
    Part.DIALOGUE: ("Dunlin told", "Dunlin heard", "Dunlin Asker"),
    Part.QUESTIONS: ("Twite wonders", "Twite answers"),
    Part.CHECKLIST: ("Corncrake check",),
}
#: Documents with a clock of their own, by audience: the mark stands in title and content.
GROUPS_DOCUMENT, OPENING_DOCUMENT = "Garganey minutes", "Gadwall contract"

#: What each actor is to the procurement; who is not named is the public.
NEAR = {
    "administrator": {Relation.OFFICE},
    "manager": {Relation.OFFICE},
    "officer": {Relation.OFFICE},
    "contact": {Relation.MEMBER, Relation.PARTICIPANT},
    "purchaser": {Relation.MEMBER},
    "working": {Relation.MEMBER},
    "steering": {Relation.MEMBER},
    "expert": {Relation.MEMBER, Relation.GROUP},
}
STAGES = {
    "draft": (Stage.DRAFT, False),
    "participation": (Stage.PARTICIPATION, False),
    "specification": (Stage.SPECIFICATION, False),
    "published": (Stage.PUBLISHED, True),
    "cancelled before its notice": (Stage.CANCELLED, False),
    "cancelled after its notice": (Stage.CANCELLED, True),
}


@dataclass
class Secret:
    """A procurement in one stage with something in each of its parts."""

    procurement: Procurement
    stage: Stage
    was_announced: bool
    addresses: list[str] = field(default_factory=list)


@pytest.fixture
def secret(cast: Cast, request) -> Secret:
    """Made by the services themselves, so that whatever they leave behind on the way is there to be found."""
    procurement = factories.make_procurement(
        cast.cooperation,
        MARKS[Part.PLAN][0],
        stage=Stage.PARTICIPATION,
        organisation=cast.municipality,
        officer=cast.officer,
        notice_on=factories.TODAY + timedelta(days=200),
        specification_on=date(2033, 3, 3),
        group=cast.expert.seats.get().group,
    )
    key, by = procurement.pk, cast.officer

    def version() -> int:
        return Procurement.objects.values_list("version", flat=True).get(pk=key)

    asking.invite(
        by=by,
        procurement_id=key,
        version=version(),
        answers_due_on=timezone.localdate() + timedelta(days=20),
        organisations=[cast.municipality.pk, cast.neighbour.pk],
    )
    colleague = factories.make_user("Neighbouring Contact")
    factories.appoint(colleague, "purchasing_contact", organisation=cast.neighbour)
    row = Participation.objects.get(procurement=key, organisation=cast.neighbour)
    joins = answers.AnswerData(ParticipationState.JOINS, yearly_volume=Decimal("7654321"))
    answers.answer(by=colleague, participation_id=row.pk, version=row.version, data=joins)
    row = Participation.objects.get(procurement=key, organisation=cast.municipality)
    declines = answers.AnswerData(ParticipationState.DECLINED, reason=MARKS[Part.ANSWERS][0])
    if request.param != "participation":  # the contact of the cast still has to answer there
        answers.answer(by=cast.contact, participation_id=row.pk, version=row.version, data=declines)
    values.confirm(by=by, procurement_id=key, version=version(), months=24)

    checklists.add(
        by=by, procurement_id=key, data=checklists.CheckData(stage=Stage.DIALOGUE, text=MARKS[Part.CHECKLIST][0])
    )

    Procurement.objects.filter(pk=key).update(stage=Stage.SPECIFICATION)
    requirement = requirements.contribute(
        by=cast.expert, procurement_id=key, data=requirements.RequirementData(text=MARKS[Part.REQUIREMENTS][0])
    )
    comments.comment(by=cast.expert, requirement_id=requirement.pk, text=MARKS[Part.DRAFTING][0])
    requirements.step(by=by, name="accepted", requirement_id=requirement.pk, version=requirement.version)
    refused = requirements.contribute(
        by=cast.expert, procurement_id=key, data=requirements.RequirementData(text=MARKS[Part.DRAFTING][1])
    )
    requirements.step(by=by, name="declined", requirement_id=refused.pk, version=refused.version, reason="Too dear")

    company = dialogue.add_contact(by=by, procurement_id=key, data=dialogue.ContactData(name=MARKS[Part.DIALOGUE][2]))
    meeting = dialogue.EventData(
        MARKS[Part.DIALOGUE][1], timezone.localdate(), participants=[company.pk], notes=MARKS[Part.DIALOGUE][1]
    )
    event = dialogue.record_event(by=by, procurement_id=key, data=meeting)
    told = informing.note(
        by=by, procurement_id=key, text=MARKS[Part.DIALOGUE][0], contacts=[company.pk], event_id=event.pk
    )
    question = questions.note(by=by, procurement_id=key, text=MARKS[Part.QUESTIONS][0], contact_id=company.pk)
    questions.answer(
        by=by,
        question_id=question.pk,
        version=question.version,
        text=MARKS[Part.QUESTIONS][0],
        answer=MARKS[Part.QUESTIONS][1],
    )
    files = [
        _document(cast, key, GROUPS_DOCUMENT, audience=Audience.GROUP),
        _document(cast, key, OPENING_DOCUMENT, later_audience=Audience.EVERYBODY, later_from=Stage.PUBLISHED),
    ]

    stage, was_announced = STAGES[request.param]
    Procurement.objects.filter(pk=key).update(
        stage=stage,
        published_on=timezone.localdate() if was_announced else None,
        planned_at=None if stage == Stage.DRAFT else timezone.now(),
    )
    found = Secret(Procurement.objects.get(pk=key), stage, was_announced)
    found.addresses = [
        *[reverse(f"requirement{step}", args=[key, requirement.number]) for step in ("", "-edit")],
        *[reverse("requirement", args=[key, refused.number])],
        *[
            reverse("participation", args=[key, pk])
            for pk in found.procurement.participations.values_list("pk", flat=True)
        ],
        reverse("information-edit", args=[key, told.pk]),
        reverse("market-event-edit", args=[key, event.pk]),
        *[row.get_absolute_url() for row in files],
        *[reverse("procurement-document-file", args=[key, row.pk, 1]) for row in files],
        *[reverse("file", args=[row.versions.get().file_id]) for row in files],
    ]
    return found


def _document(cast: Cast, key: int, mark: str, **said):
    file = store_content(by=cast.officer, name="file.txt", content=mark.encode(), content_type="text/plain")
    return documents.add(
        by=cast.officer,
        procurement_id=key,
        data=documents.DocumentData(title=mark, **said),
        version=documents.VersionData(file),
    )


def surfaces(cast: Cast, secret: Secret) -> list[str]:
    """Every address on which the procurement, or a part of it, might be seen."""
    key = secret.procurement.pk
    inside = (
        "procurement", "procurement-edit", "procurement-move", "procurement-value", "participation-list",
        "participation-invite", "specification", "specification-sheet", "specification-compare",
        "agreement-group", "market-dialogue", "procurement-document-new", "checklist", "checklist-new", "buyer-annex",
        "specification-pdf", "market-dialogue-pdf",
    )  # fmt: skip
    return [
        *[reverse(name, args=[key]) for name in inside],
        *[reverse(name, args=[key, "csv"]) for name in ("buyer-annex-sheet", "market-dialogue-sheet")],
        *secret.addresses,
        *[f"{reverse('procurement-list')}{query}" for query in ("", "?q=Quillwort", "?export=csv")],
        *[f"{reverse('procurement-plan')}{query}" for query in ("", "?by=officer", "?export=csv")],
        reverse("procurement-plan-calendar"),
        reverse("participation-requests"),
        reverse("group", args=[secret.procurement.group_id]),
        reverse("supplier", args=[cast.supplier_company.pk]),
        reverse("proposal-list"),
        reverse("opportunity-list"),
        reverse("successor-list"),
        reverse("workload"),
        reverse("deadline-list"),
        reverse("organisation", args=[cast.municipality.pk]),
        reverse("cooperation", args=[cast.cooperation.pk]),
        reverse("start"),
        reverse("dashboard"),
        reverse("job-list"),
    ]


def read(response: HttpResponse) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", "replace")


def browser_of(cast: Cast, actor: str) -> Client:
    browser = Client()
    if user := cast.user(actor):
        browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def hidden_from(actor: str, secret: Secret) -> list[str]:
    """The marks that an actor may not read in the procurement's stage, by the one table of the law."""
    near = NEAR.get(actor, set())
    told = {"was_announced": secret.was_announced}
    hidden = [mark for part in MARKS if not secrecy.may_see(part, secret.stage, near, **told) for mark in MARKS[part]]
    for mark, said in (
        (GROUPS_DOCUMENT, {"audience": Audience.GROUP}),
        (
            OPENING_DOCUMENT,
            {"audience": Audience.OFFICE, "later_audience": Audience.EVERYBODY, "later_from": Stage.PUBLISHED},
        ),
    ):
        if not secrecy.may_read(near, secret.stage, **told, **said):
            hidden.append(mark)
    if actor == "contact":  # reads the own reason, which the contact wrote
        hidden = [mark for mark in hidden if mark != MARKS[Part.ANSWERS][0]]
    return hidden


@pytest.mark.parametrize("secret", STAGES, indirect=True)
def test_procurement_secrecy(cast: Cast, secret: Secret) -> None:
    told = []
    for actor in Cast.ACTORS:
        browser, hidden = browser_of(cast, actor), hidden_from(actor, secret)
        for address in surfaces(cast, secret):
            words = read(browser.get(address))
            if "q=Quillwort" in address:
                words = words.replace('value="Quillwort"', "").replace("Quillwort</", "")
            told += [(actor, address, mark) for mark in hidden if mark in words]
    assert told == []


@pytest.mark.parametrize("secret", STAGES, indirect=True)
def test_whoever_may_know_finds_it(cast: Cast, secret: Secret) -> None:
    """The other side of secrecy: each part is found by its circle, on the pages that are made for it."""
    key = secret.procurement.pk
    places = {
        Part.PLAN: "procurement",
        Part.VALUE: "procurement-value",
        Part.REQUIREMENTS: "specification",
        Part.DIALOGUE: "market-dialogue",
        Part.QUESTIONS: "procurement",
        Part.PREPARATION: "procurement",
        Part.CHECKLIST: "checklist",
    }
    for actor in Cast.ACTORS:
        browser, near = browser_of(cast, actor), NEAR.get(actor, set())
        if secret.stage in (Stage.DRAFT, Stage.CANCELLED) and Relation.OFFICE not in near:
            continue
        for part, name in places.items():
            if not secrecy.may_see(part, secret.stage, near, was_announced=secret.was_announced):
                continue
            words = read(browser.get(reverse(name, args=[key]), follow=True))
            assert any(mark in words for mark in MARKS[part]), (actor, part)


@pytest.mark.parametrize("secret", STAGES, indirect=True)
def test_what_gathers_from_every_app_tells_nobody_else(cast: Cast, secret: Secret) -> None:
    """Deadlines go out in letters and calendars, and work in the background is listed: none tells what its reader may
    not know."""
    actors = {cast.user(actor).pk: actor for actor in Cast.ACTORS if cast.user(actor)}
    for row, _lead in deadlines.reached(timezone.localdate(), timedelta(days=365)):
        for person in (*row.to, *row.escalate_to):
            if actor := actors.get(person):
                assert not any(mark in repr(row) for mark in hidden_from(actor, secret)), (actor, row)
    assert not any(
        mark in f"{job.params} {job.result} {job.step}"
        for job in Job.objects.all()
        for marks in MARKS.values()
        for mark in marks
    )


@pytest.mark.parametrize("secret", ["specification", "cancelled before its notice"], indirect=True)
def test_refusals_tell_nothing(cast: Cast, secret: Secret) -> None:
    """A forged post by an outsider is answered as if there were nothing more than the reader sees anyway."""
    for actor in ("supplier", "stranger", "purchaser"):
        browser, hidden = browser_of(cast, actor), hidden_from(actor, secret)
        for address in surfaces(cast, secret):
            answer = browser.post(address, {"version": "1", "reason": "x", "title": "x"})
            assert answer.status_code < 500, (actor, address, answer.status_code)
            assert not any(mark in read(answer) for mark in hidden), (actor, address)
