"""Documents of a procurement: who reads which version when, and that each download is noted."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from portal.files.services import store_content
from portal.law import secrecy
from portal.law.secrecy import Audience, Relation
from portal.workflow import audit
from portal.workflow.errors import Conflict, Refused
from procurements.models import DocumentDownload, Procurement, ProcurementDocument
from procurements.services import documents as services
from procurements.services.documents import DocumentData, VersionData
from procurements.states.stages import Stage
from tests import factories
from tests.cast import Cast


@pytest.fixture
def procurement(cast: Cast) -> Procurement:
    return factories.make_procurement(cast.cooperation, stage=Stage.SPECIFICATION)


def text_file(cast: Cast, words: str):
    return store_content(by=cast.officer, name="words.txt", content=words.encode(), content_type="text/plain")


def add(cast: Cast, procurement: Procurement, masked: str = "", **said) -> ProcurementDocument:
    return services.add(
        by=cast.officer,
        procurement_id=procurement.pk,
        data=DocumentData(title="Tender documents", **said),
        version=VersionData(
            text_file(cast, "Whole words"),
            text_file(cast, masked) if masked else None,
            "OSL 31:16" if masked else "",
        ),
    )


def readers(cast: Cast) -> set[str]:
    """Whoever finds any document, by the same question that every page asks."""
    return {
        actor for actor in Cast.ACTORS if ProcurementDocument.objects.visible_to(cast.user(actor) or Nobody()).exists()
    }


class Nobody:
    is_authenticated = is_active = False


def test_a_clock_opens_it(cast: Cast, procurement: Procurement) -> None:
    """For the office from the beginning, for everybody from the notice on."""
    add(cast, procurement, later_audience=Audience.EVERYBODY, later_from=Stage.PUBLISHED)
    office = {"administrator", "manager", "officer"}
    assert readers(cast) == office
    procurement.stage, procurement.published_on = Stage.PUBLISHED, factories.TODAY
    procurement.save()
    assert readers(cast) == set(Cast.ACTORS)
    procurement.stage = Stage.CANCELLED
    procurement.save()
    assert readers(cast) == set(Cast.ACTORS), "what everybody has read stays open"
    procurement.published_on = None
    procurement.save()
    assert readers(cast) == office, "one that is cancelled before its notice keeps its secrets"


@pytest.mark.parametrize(
    ("audience", "more"),
    [
        (Audience.OFFICE, set()),
        (Audience.GROUP, {"expert"}),
        (Audience.MEMBERS, {"expert", "contact", "purchaser", "working", "steering"}),
    ],
)
def test_audiences(cast: Cast, procurement: Procurement, audience: str, more: set[str]) -> None:
    procurement.group = cast.expert.seats.get().group
    procurement.save()
    add(cast, procurement, audience=audience)
    assert readers(cast) == {"administrator", "manager", "officer"} | more
    Procurement.objects.update(stage=Stage.DRAFT, planned_at=None)
    assert readers(cast) == {"administrator", "manager", "officer"}, "a draft is the office's alone"


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("was_announced", [False, True])
def test_many_are_judged_as_one(cast: Cast, audience: str, stage: str, was_announced: bool) -> None:
    """The condition in SQL says of every stage and audience what the law says of one document."""
    procurement = factories.make_procurement(
        cast.cooperation, stage=stage, published_on=factories.TODAY if was_announced else None
    )
    add(cast, procurement, later_audience=audience, later_from=Stage.READY)
    relations = {
        "public": {Relation.PUBLIC},
        "purchaser": {Relation.MEMBER},
        "officer": {Relation.OFFICE},
    }
    seen = readers(cast)
    for actor, near in relations.items():
        read = secrecy.may_read(
            near,
            stage,
            was_announced=was_announced,
            audience=Audience.OFFICE,
            later_audience=audience,
            later_from=Stage.READY,
        )
        assert (actor in seen) == read, actor


def test_others_get_the_masked_copy_of_the_last_version(cast: Cast, procurement: Procurement, sign_in) -> None:
    document = add(cast, procurement, audience=Audience.EVERYBODY)
    second = VersionData(text_file(cast, "New words"), text_file(cast, "New -----"), "OSL 31:16", "Prices added")
    services.add_version(by=cast.officer, document_id=document.pk, data=second)

    def read(user, number: int):
        client = sign_in(user)
        answer = client.get(reverse("procurement-document-file", args=[procurement.pk, document.pk, number]))
        return b"".join(answer.streaming_content).decode() if answer.status_code == 200 else answer.status_code

    assert (read(cast.officer, 1), read(cast.officer, 2)) == ("Whole words", "New words")
    for user in (cast.purchaser, cast.supplier, None):
        assert read(user, 1) == 404, "what an earlier version says may be masked in a later one"
        assert read(user, 2) == "New -----"
        assert "words.txt" in sign_in(user).get(document.get_absolute_url()).content.decode()
        assert read(user, 3) == 404
    noted = list(DocumentDownload.objects.order_by("pk").values_list("by", "version__number", "was_masked"))
    people = [cast.officer.pk, cast.officer.pk, cast.purchaser.pk, cast.supplier.pk, None]
    assert noted == list(zip(people, [1, 2, 2, 2, 2], [False, False, True, True, True], strict=True))
    page = sign_in(cast.officer).get(document.get_absolute_url()).content.decode()
    assert cast.supplier.name in page
    assert cast.officer.name not in sign_in(cast.purchaser).get(document.get_absolute_url()).content.decode()


def test_what_was_masked_is_not_opened_by_forgetting(cast: Cast, procurement: Procurement) -> None:
    document = add(cast, procurement, masked="-----", audience=Audience.EVERYBODY)
    with pytest.raises(Refused) as refused:
        services.add_version(by=cast.officer, document_id=document.pk, data=VersionData(text_file(cast, "New words")))
    assert [reason.field for reason in refused.value.answer.reasons] == ["masked"]
    assert document.versions.count() == 1


def test_the_file_has_no_other_address(cast: Cast, procurement: Procurement, sign_in) -> None:
    """The general address of files does not note downloads, and does not mask."""
    file = add(cast, procurement, audience=Audience.EVERYBODY).versions.get().file
    for user in (cast.officer, cast.purchaser):
        assert sign_in(user).get(reverse("file", args=[file.pk])).status_code == 404


def test_versions_and_downloads_are_never_changed(cast: Cast, procurement: Procurement) -> None:
    document = add(cast, procurement)
    services.log_download(by=None, version=document.versions.get(), was_masked=False)
    for table in ("documentversion", "documentdownload"):
        for statement in ("UPDATE procurements_%s SET id = id", "DELETE FROM procurements_%s"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement % table)


def test_withdrawn_stays_with_the_office_and_comes_back(cast: Cast, procurement: Procurement) -> None:
    document = add(cast, procurement, audience=Audience.EVERYBODY)
    with pytest.raises(Refused):
        services.withdraw(by=cast.officer, document_id=document.pk, version=1, reason=" ")
    services.withdraw(by=cast.officer, document_id=document.pk, version=1, reason="Wrong file")
    assert readers(cast) == {"administrator", "manager", "officer"}
    with pytest.raises(Refused):
        services.add_version(by=cast.officer, document_id=document.pk, data=VersionData(text_file(cast, "Late")))
    with pytest.raises(Conflict):
        services.restore(by=cast.officer, document_id=document.pk, version=1)
    services.restore(by=cast.officer, document_id=document.pk, version=2)
    assert "public" in readers(cast)
    assert [event.action.partition(".")[2] for event in audit.history(document)] == [
        "restored",
        "withdrawn",
        "version_added",
        "added",
    ]


def test_document_added_on_its_page(cast: Cast, procurement: Procurement, sign_in) -> None:
    address = reverse("procurement-document-new", args=[procurement.pk])
    client = sign_in(cast.officer)
    said = {"title": "Draft contract", "kind": "contract", "audience": "office"}
    half = said | {"later_audience": "everybody", "file": SimpleUploadedFile("a.txt", b"Words")}
    assert client.post(address, half).status_code == 200
    bad = said | {"file": SimpleUploadedFile("a.txt", b"MZ\x90\x00\x03")}
    assert client.post(address, bad).status_code == 200
    unexplained = said | {"file": SimpleUploadedFile("a.txt", b"Words"), "masked": SimpleUploadedFile("b.txt", b"-")}
    assert client.post(address, unexplained).status_code == 200
    assert not ProcurementDocument.objects.exists()
    whole = said | {"later_audience": "everybody", "later_from": "published"}
    assert client.post(address, whole | {"file": SimpleUploadedFile("a.txt", b"Words")}).status_code == 302
    document = ProcurementDocument.objects.get()
    assert (document.later_audience, document.versions.get().file.name) == ("everybody", "a.txt")
    assert "Draft contract" in client.get(procurement.get_absolute_url()).content.decode()
    assert "Draft contract" not in sign_in(cast.purchaser).get(procurement.get_absolute_url()).content.decode()
