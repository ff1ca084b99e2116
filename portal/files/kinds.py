"""What an uploaded file is, told by its content; its name is only believed about what both could be."""

import io
import zipfile
from pathlib import PurePath

import puremagic

#: Formats known by their first bytes, as puremagic names their extension.
_BY_BYTES = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
}
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OPEN_DOCUMENT = {
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
}
_MEMBERS = {"word/document.xml": _WORD, "xl/workbook.xml": _EXCEL}
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")  # what text in UTF-8 or UTF-16 may begin with
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13})

#: What a picker in the browser is asked to offer.
ACCEPT = ".pdf,.docx,.xlsx,.odt,.ods,.csv,.txt,.png,.jpg,.jpeg"


def content_type_of(name: str, content: bytes) -> str | None:
    """The content type of an allowed format; ``None`` for everything else: programs, markup, scripts, archives."""
    if content.startswith(b"PK\x03\x04"):
        return _office_type(content)
    if content.startswith(_MARKS):
        return _text_type(name, content)
    try:
        matches = puremagic.magic_string(content)
    except (puremagic.PureError, ValueError):
        matches = []
    for match in matches:
        if match.extension in _BY_BYTES:
            return _BY_BYTES[match.extension]
    return None if matches else _text_type(name, content)


def _text_type(name: str, content: bytes) -> str | None:
    if not _is_text(content):
        return None
    return "text/csv" if PurePath(name).suffix.lower() == ".csv" else "text/plain"


def _office_type(content: bytes) -> str | None:
    """A document or spreadsheet without macros, told by its members; nothing is unpacked but a short type name."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = set(archive.namelist())
            if any(PurePath(member).name.startswith("vbaProject") for member in members):
                return None
            if "mimetype" in members and archive.getinfo("mimetype").file_size < 100:
                declared = archive.read("mimetype").decode("ascii", "replace").strip()
                return declared if declared in _OPEN_DOCUMENT else None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        return None
    if "[Content_Types].xml" not in members:
        return None
    return next((kind for member, kind in _MEMBERS.items() if member in members), None)


def _is_text(content: bytes) -> bool:
    """Text as offices write it: UTF-8, UTF-16 with its mark, or Windows-1252. Markup and scripts are not documents."""
    if content.startswith(_MARKS[1:]):
        try:
            content = content.decode("utf-16").encode()
        except UnicodeDecodeError:
            return False
    begins = content.removeprefix(_MARKS[0]).lstrip()[:2]
    return bool(begins) and not begins.startswith((b"<", b"#!")) and content.translate(None, _CONTROLS) == content
