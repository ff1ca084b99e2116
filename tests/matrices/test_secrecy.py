"""What must not be known before its time: surface × actor × status (rule 8).

Tenders are absolutely secret until the award decision or the cancellation. Here a mini-competition stands in each
status with marks in it that occur nowhere else: its words, the price that was tendered, what the evaluators noted and
the file. Every surface that might show one is opened by every actor, and what is read there is held against what the
actor may know. A page, list or file that is added to the portal is added to ``surfaces``.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements import letters
from agreements.models import LotSupplier, MiniCompetition
from agreements.services import competitions as services
from agreements.services.competitions import AnswerData, CompetitionData
from agreements.states import CallOffMethod
from agreements.states.call_offs import AnswerKind, CompetitionStatus
from portal.accounts.actor import Role
from portal.files.models import StoredFile
from portal.files.services import store_content
from portal.jobs.models import Job
from portal.workflow import deadlines
from tests import factories
from tests.cast import Cast

#: What an actor may know, each level with all before it.
NOTHING, EXISTS, OUTCOME, ANSWERS = range(4)
#: The marks by the level from which they may be read. Words that the invited are sent; the decision; what came in.
MARKS = {
    EXISTS: ("Quillwort window cleaning",),
    OUTCOME: ("Brambling reasons",),
    ANSWERS: ("7654321", "7 654 321", "7\xa0654\xa0321", "Wheatear note"),
}
ESTIMATE = ("8 111 222", "8\xa0111\xa0222", "8111222")

DRAFT, INVITED, AWARDED, CANCELLED = CompetitionStatus
#: What each actor may know in each status: the purchaser evaluates, supplier and rival are invited, the supplier wins.
KNOWS = {
    DRAFT: {"purchaser": ANSWERS},
    INVITED: {"purchaser": ANSWERS, "supplier": EXISTS, "rival": EXISTS},
    AWARDED: {
        "purchaser": ANSWERS,
        "contact": ANSWERS,
        "colleague": ANSWERS,
        "manager": ANSWERS,
        "officer": ANSWERS,
        "supplier": OUTCOME,
        "rival": OUTCOME,
    },
    CANCELLED: {
        "purchaser": ANSWERS,
        "contact": OUTCOME,
        "colleague": OUTCOME,
        "manager": OUTCOME,
        "officer": OUTCOME,
        "supplier": OUTCOME,
        "rival": OUTCOME,
    },
}
ACTORS = (*Cast.ACTORS, "colleague")


@dataclass
class Secret:
    """A mini-competition in one status, and the file of its only tender."""

    competition: MiniCompetition
    file: StoredFile | None


@pytest.fixture
def colleague(cast: Cast):
    """Buys for the same municipality, and does not evaluate."""
    person = factories.make_user("Colleague Purchaser")
    factories.appoint(person, Role.PURCHASER, organisation=cast.municipality)
    return person


@pytest.fixture
def secret(cast: Cast, request, time_machine, django_capture_on_commit_callbacks) -> Secret:
    """Held by the services themselves, so that whatever they leave behind on the way is there to be found."""
    status = request.param
    time_machine.move_to("2026-11-20T10:00:00+01:00", tick=False)
    agreement = factories.make_agreement(
        cast.cooperation,
        cast.municipality,
        supplier=cast.supplier_company,
        maximum_value=Decimal("90000000"),
        responsible=cast.officer,
    )
    lot = agreement.lots.get()
    lot.call_off_method = CallOffMethod.MINI_COMPETITION
    lot.save()
    LotSupplier.objects.create(lot=lot, supplier=cast.other_supplier)
    by = cast.purchaser
    competition = services.draft(
        by=by,
        data=CompetitionData(
            agreement_id=agreement.pk,
            lot_id=lot.pk,
            buyer_id=cast.municipality.pk,
            title=MARKS[EXISTS][0],
            description="As often as needed",
            estimated_value=Decimal("8111222"),
            deadline=timezone.now() + timedelta(days=5),
            answer_to="tenders@example.org",
        ),
    )
    file = None
    if status != DRAFT:
        services.invite(by=by, competition_id=competition.pk, version=1)
        time_machine.move_to("2026-11-27T10:00:00+01:00", tick=False)
        file = store_content(by=by, name="tender.txt", content=b"Sealed tender", content_type="text/plain")
        tender = AnswerData(
            cast.supplier_company.pk,
            AnswerKind.TENDER,
            received_at=timezone.now() - timedelta(days=3),
            price=Decimal("7654321"),
            points=Decimal("4.25"),
            note=MARKS[ANSWERS][-1],
            file=file,
        )
        services.record_answer(by=by, competition_id=competition.pk, data=tender)
    if status == AWARDED:
        services.award(
            by=by,
            competition_id=competition.pk,
            version=2,
            winner_id=cast.supplier_company.pk,
            reason=MARKS[OUTCOME][0],
        )
    if status == CANCELLED:
        services.cancel(by=by, competition_id=competition.pk, version=2, reason=MARKS[OUTCOME][0])
    return Secret(MiniCompetition.objects.get(), file)


def surfaces(cast: Cast, secret: Secret) -> list[str]:
    """Every address on which a mini-competition, or what came in to it, might be seen."""
    competition = secret.competition
    agreement = competition.agreement
    own = [
        reverse(f"mini-competition{step}", args=[competition.pk])
        for step in ("", "-edit", "-invite", "-award", "-cancel")
    ]
    listed = [
        f"{reverse(name)}{query}"
        for name in ("mini-competition-list", "call-off-list", "off-contract-list")
        for query in ("", "?q=Quillwort", "?export=csv")
    ]
    return [
        *own,
        *[
            reverse("mini-competition-answer", args=[competition.pk, supplier.pk])
            for supplier in (cast.supplier_company, cast.other_supplier)
        ],
        *listed,
        f"{reverse('call-off-new')}?competition={competition.pk}",
        reverse("mini-competition-new"),
        reverse("off-contract-summary"),
        *([reverse("file", args=[secret.file.pk])] if secret.file else []),
        agreement.get_absolute_url(),
        reverse("agreement-history", args=[agreement.pk]),
        reverse("agreement-ceiling", args=[agreement.pk]),
        reverse("agreement-change-list", args=[agreement.pk]),
        reverse("agreement-follow-up", args=[agreement.pk]),
        f"{reverse('agreement-list')}?cooperation=all&q=Quillwort",
        f"{reverse('agreement-list')}?cooperation=all&export=csv",
        reverse("supplier", args=[cast.supplier_company.pk]),
        reverse("organisation", args=[cast.municipality.pk]),
        reverse("person", args=[cast.purchaser.pk]),
        reverse("cooperation", args=[cast.cooperation.pk]),
        reverse("start"),
        reverse("dashboard"),
        reverse("job-list"),
        reverse("procurement-list"),
    ]


def read(response: HttpResponse) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", "replace")


def browsers(cast: Cast, colleague) -> dict[str, Client]:
    found = {actor: Client() for actor in ACTORS}
    for actor, browser in found.items():
        user = colleague if actor == "colleague" else cast.user(actor)
        if user is not None:
            browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return found


@pytest.mark.parametrize("secret", list(CompetitionStatus), indirect=True)
def test_secrecy(cast: Cast, colleague, secret: Secret) -> None:
    knows = KNOWS[secret.competition.status]
    told = []
    for actor, browser in browsers(cast, colleague).items():
        level = knows.get(actor, NOTHING)
        hidden = [mark for above, marks in MARKS.items() if above > level for mark in marks]
        hidden += [] if level == ANSWERS else [*ESTIMATE, "Sealed tender"]
        for address in surfaces(cast, secret):
            words = read(browser.get(address))
            told += [(actor, address, mark) for mark in hidden if mark in _without_typed(words, address)]
    assert told == []


def _without_typed(words: str, address: str) -> str:
    """What a page says beyond repeating the words that were searched for."""
    return words.replace("Quillwort</", "").replace('value="Quillwort"', "") if "q=Quillwort" in address else words


@pytest.mark.parametrize("secret", list(CompetitionStatus), indirect=True)
def test_who_knows_is_shown(cast: Cast, colleague, secret: Secret) -> None:
    """The other side of secrecy: whoever may know finds it on the competition's own page."""
    page = secret.competition.get_absolute_url()
    for actor, browser in browsers(cast, colleague).items():
        level = KNOWS[secret.competition.status].get(actor, NOTHING)
        response = browser.get(page)
        if level == NOTHING:
            assert response.status_code == (302 if actor == "public" else 404), actor
            continue
        words = read(response)
        assert MARKS[EXISTS][0] in words, actor
        if secret.competition.status in (AWARDED, CANCELLED):
            assert (MARKS[OUTCOME][0] in words) == (level >= OUTCOME), actor
        if secret.file is not None:
            assert (MARKS[ANSWERS][-1] in words) == (level == ANSWERS), actor


@pytest.mark.parametrize("secret", list(CompetitionStatus), indirect=True)
def test_the_file_follows_the_answers(cast: Cast, colleague, secret: Secret) -> None:
    if secret.file is None:
        return
    address = reverse("file", args=[secret.file.pk])
    opened = {actor for actor, browser in browsers(cast, colleague).items() if "Sealed" in read(browser.get(address))}
    assert opened == {actor for actor, level in KNOWS[secret.competition.status].items() if level == ANSWERS}


@pytest.mark.parametrize("secret", [INVITED], indirect=True)
def test_the_invited_do_not_learn_of_each_other(cast: Cast, secret: Secret) -> None:
    """Nor that the other has answered. The suppliers of the agreement itself are public."""
    browser = Client()
    browser.force_login(cast.rival, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = read(browser.get(secret.competition.get_absolute_url()))
    assert cast.supplier_company.name not in page
    assert "tender" not in page.replace("tenders@example.org", "").lower()


@pytest.mark.parametrize("secret", [INVITED], indirect=True)
def test_refusals_tell_nothing(cast: Cast, secret: Secret) -> None:
    """A post by somebody who may not answers as if there were nothing, whatever was typed."""
    for actor in ("officer", "contact", "administrator", "rival"):
        browser = Client()
        browser.force_login(cast.user(actor), backend="allauth.account.auth_backends.AuthenticationBackend")
        for step in ("award", "cancel", "invite", "edit"):
            address = reverse(f"mini-competition-{step}", args=[secret.competition.pk])
            assert browser.post(address, {"version": "2", "winner": "1", "reason": "x"}).status_code == 404


@pytest.mark.parametrize("secret", [DRAFT, INVITED], indirect=True)
def test_what_gathers_from_every_app_tells_nobody_else(cast: Cast, secret: Secret) -> None:
    """Deadlines go out in letters and calendars, jobs are listed: of an open one only its evaluators are reminded."""

    def tells(words: str) -> bool:
        return any(mark in words for marks in MARKS.values() for mark in marks)

    reached = [row for row, _lead in deadlines.reached(timezone.localdate(), timedelta(days=365))]
    assert {person for row in reached if tells(repr(row)) for person in (*row.to, *row.escalate_to)} <= {
        cast.purchaser.pk
    }
    assert not any(tells(f"{job.params} {job.result} {job.step}") for job in Job.objects.all())


@pytest.mark.parametrize("secret", [INVITED], indirect=True)
def test_the_broker_carries_ids_only(cast: Cast, secret: Secret, monkeypatch) -> None:
    sent = []
    monkeypatch.setattr(letters.deliver, "delay", lambda *arguments: sent.append(arguments))
    letters.announce(letters.Letter.COMPETITION_INVITATION, secret.competition.pk)
    assert {key for _letter, _pk, key in sent} == {f"user:{cast.supplier.pk}", f"user:{cast.rival.pk}"}
    letters.announce(letters.Letter.COMPETITION_AWARD, secret.competition.pk)  # too early: nothing is decided
    assert len(sent) == 2
