"""Importing by the pages and by the command: who may, and what is said of a file that cannot be taken."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from agreements.models import Agreement, Import
from portal.files.sheets.reading import Unreadable
from portal.jobs import working
from portal.jobs.models import Job
from portal.workflow.errors import Refused
from tests.agreements.importing import check, generic, hand_in, registered


@pytest.fixture
def register(cast, settings):
    return registered(cast, settings)


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        ("officer", 200), ("manager", 200), ("administrator", 200), ("stranger", 404), ("contact", 404),
        ("purchaser", 404), ("steering", 404), ("supplier", 404), ("nobody", 404), ("public", 302),
    ],
)  # fmt: skip
def test_who_sees_an_import(register, sign_in, actor, status):
    imported = check(register, hand_in(register, generic()))
    client = sign_in(register.user(actor))
    for page in (
        "agreement-import-check",
        "agreement-import-map",
        "agreement-import-problems",
        "agreement-import-result",
    ):
        assert client.get(reverse(page, args=[imported.pk])).status_code == status
    for button in ("agreement-import-confirm", "agreement-import-discard") if status != 200 else ():
        assert client.post(reverse(button, args=[imported.pk])).status_code == status
    start = client.get(reverse("agreement-import"))
    assert start.status_code == {200: 200, 404: 200 if actor == "stranger" else 403, 302: 302}[status]


def test_nobody_imports_into_another_cooperation(register):
    for person in (register.stranger, register.contact, register.nobody):
        with pytest.raises(Refused):
            hand_in(register, generic(), by=person)
    assert not Import.objects.exists()


@pytest.mark.parametrize(("actor", "status"), [("officer", "published"), ("administrator", "draft")])
def test_from_the_page_to_the_register(register, sign_in, actor, status):
    """The administrator brings registers in, but the office publishes."""
    client = sign_in(register.user(actor))
    upload = {
        "cooperation": register.cooperation.pk,
        "layout": "generic",
        "file": SimpleUploadedFile("avtal.csv", generic()),
    }
    response = client.post(reverse("agreement-import"), upload)
    imported = Import.objects.get()
    assert response["Location"] == reverse("agreement-import-map", args=[imported.pk])
    assert client.get(response["Location"]).status_code == 200
    chosen = {f"column_{index}": field for index, field in enumerate(imported.files.get().columns)}
    job = client.post(response["Location"], chosen)
    working.perform(Job.objects.get().pk)
    assert client.get(job["Location"]).status_code == 200
    assert client.get(imported.get_absolute_url()).status_code == 200
    imported.refresh_from_db()
    assert imported.summary["new"] == 1
    offered = 'name="publishing"' in client.get(imported.get_absolute_url()).content.decode()
    assert offered == (status == "published")
    client.post(
        reverse("agreement-import-confirm", args=[imported.pk]), {"digest": imported.digest, "publishing": "on"}
    )
    working.perform(Job.objects.latest("pk").pk)
    assert Agreement.objects.get().status == status
    assert client.get(imported.get_absolute_url()).status_code == 200
    assert client.get(reverse("agreement-import-result", args=[imported.pk])).status_code == 200


def test_problems_are_taken_along_as_csv(register, sign_in):
    imported = check(register, hand_in(register, generic({"Titel": "=1+1", "Takvärde": "-5"})))
    address = reverse("agreement-import-problems", args=[imported.pk])
    lines = b"".join(sign_in(register.officer).get(f"{address}?export=csv").streaming_content).decode().splitlines()
    assert len(lines) == 2
    assert "Takvärde" in lines[1]


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7\n\x00", b"", b"PK\x03\x04nothing", b"Titel\nSt\xc3\n\xc3\xa5\xc3\xa4", b"x" * 3000],
)
def test_a_bad_upload_is_refused_in_words(register, sign_in, settings, content):
    settings.MAX_UPLOAD_BYTES = 2000
    client = sign_in(register.officer)
    upload = {
        "cooperation": register.cooperation.pk,
        "layout": "generic",
        "file": SimpleUploadedFile("avtal.xlsx", content),
    }
    page = client.post(reverse("agreement-import"), upload)
    assert page.status_code == 200
    assert 'id="id_file_error"' in page.content.decode()
    assert not Import.objects.exists()


def test_an_import_is_thrown_away(register, sign_in):
    imported = check(register, hand_in(register, generic()))
    sign_in(register.officer).post(reverse("agreement-import-discard", args=[imported.pk]))
    assert not Import.objects.exists()


def test_the_template_is_understood_when_it_is_filled_in(register, sign_in):
    content = b"".join(sign_in(register.officer).get(reverse("agreement-import-template")).streaming_content)
    with pytest.raises(Unreadable):  # its explaining rows are no register
        hand_in(register, content)


def test_the_command_checks_and_writes(register, tmp_path, capsys):
    path = tmp_path / "avtal.csv"
    path.write_bytes(generic({"Takvärde": "0"}))
    command = [
        "import_agreements",
        str(path),
        "--cooperation",
        register.cooperation.slug,
        "--by",
        register.officer.email,
    ]
    call_command(*command)
    assert not Agreement.objects.exists()
    with pytest.raises(CommandError):
        call_command(*command, "--write")
    assert not Agreement.objects.exists()
    call_command(*command, "--write", "--accept-warnings", "--problems", str(tmp_path / "problems.csv"))
    assert Agreement.objects.get().is_draft
    assert "value_zero" in (tmp_path / "problems.csv").read_text()
    with pytest.raises(CommandError):
        call_command(*command[:-1], register.stranger.email)
