"""Files by their content: what is let in, under which name, and who gets it out again."""

import io
import zipfile

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.files import access
from portal.files.models import StoredFile
from portal.files.services import delete_file, shown_name, store_content, store_upload
from portal.workflow.errors import Refused

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 60
PROGRAM = b"MZ\x90\0" + b"\0" * 300


def archive(**members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name, text in members.items():
            file.writestr(name, text)
    return content.getvalue()


def spreadsheet() -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        book.add_worksheet().write(0, 0, "å")
    return content.getvalue()


WORD = archive(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
MACROS = archive(**{"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<w/>", "xl/vbaProject.bin": b"x"})
OPEN_TEXT = archive(mimetype=b"application/vnd.oasis.opendocument.text", **{"content.xml": b"<w/>"})


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("avtal.pdf", b"%PDF-1.7\n%\xe2\xe3\n", "application/pdf"),
        ("avtal.exe", b"%PDF-1.7\n%\xe2\xe3\n", "application/pdf"),
        ("bild.jpeg", b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0" * 40, "image/jpeg"),
        ("bild", PNG, "image/png"),
        ("avtal.docx", WORD, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("priser.pdf", spreadsheet(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("text.odt", OPEN_TEXT, "application/vnd.oasis.opendocument.text"),
        ("priser.csv", "artikel;pris\nstädning;1\n".encode("cp1252"), "text/csv"),
        ("läsmig.txt", "\ufeffHej å\n".encode(), "text/plain"),
        ("windows.txt", "Hej å\n".encode("utf-16"), "text/plain"),
    ],
)
def test_files_are_known_by_their_content(cast, name, content, kind):
    stored = store_upload(by=cast.officer, upload=SimpleUploadedFile(name, content))
    assert (stored.content_type, stored.size) == (kind, len(content))
    with stored.file.open() as kept:
        assert kept.read() == content


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("avtal.pdf", PROGRAM),
        ("avtal.pdf", b"\x7fELF" + b"\0" * 100),
        ("avtal.pdf", b"<!DOCTYPE html><script>alert(1)</script>"),
        ("bild.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"),
        ("text.txt", b"#!/bin/sh\nrm -rf /\n"),
        ("text.txt", b"a\0b\0c"),
        ("avtal.docx", archive(**{"virus.exe": PROGRAM})),
        ("avtal.docx", WORD[:-30]),
        ("avtal.xlsx", MACROS),
        ("tom.pdf", b""),
    ],
)
def test_files_of_other_kinds_are_refused(cast, name, content):
    with pytest.raises(Refused):
        store_upload(by=cast.officer, upload=SimpleUploadedFile(name, content))
    assert not StoredFile.objects.exists()


def test_files_too_large_are_refused_unread(cast, settings):
    settings.MAX_UPLOAD_BYTES = 1000
    upload = SimpleUploadedFile("avtal.pdf", b"%PDF-1.7\n" + b"0" * 1000)
    with pytest.raises(Refused):
        store_upload(by=cast.officer, upload=upload)
    assert upload.tell() == 0


def test_file_names_lose_their_folders_and_keep_their_extension():
    assert shown_name("C:\\Users\\x\\avtal.pdf") == "avtal.pdf"
    assert shown_name("../../etc/passwd") == "passwd"
    assert shown_name("a\r\nb.pdf") == "ab.pdf"
    assert shown_name("") == "file"
    assert shown_name("å" * 300 + ".pdf") == "å" * 196 + ".pdf"


def test_file_goes_to_those_who_may_see_what_points_at_it(cast, sign_in, monkeypatch):
    monkeypatch.setattr(access, "_owners", {})
    stored = store_content(by=cast.officer, name="å.pdf", content=b"%PDF-1.7", content_type="application/pdf")
    address = f"/files/{stored.pk}/"
    assert sign_in(cast.officer).get(address).status_code == 404, "nothing points at it"
    access.register("test", lambda user, file: user == cast.contact and file == stored)
    assert sign_in(cast.officer).get(address).status_code == 404
    response = sign_in(cast.contact).get(address)
    assert b"".join(response.streaming_content) == b"%PDF-1.7"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_file_that_is_deleted_leaves_nothing(cast, django_capture_on_commit_callbacks):
    stored = store_content(by=None, name="a.pdf", content=b"%PDF-1.7", content_type="application/pdf")
    with django_capture_on_commit_callbacks(execute=True):
        delete_file(file=stored)
    assert not stored.file.storage.exists(stored.file.name)
