"""Picking a CPV code: by typing a code or a word in any of the three languages."""

import re
import unicodedata
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.reference.models import CpvCode
from portal.reference.querysets import label_field

# What people type: the first digits of a code; or all eight, perhaps with the check digit and the label after it.
_CODE_BEGUN = re.compile(r"(\d{1,8})-?()")
_CODE_CHOSEN = re.compile(r"(\d{8})(?:-?(\d))?(?:\s.*)?", re.DOTALL)
_WHOLE_CODE = re.compile(r"(\d{7,8})(?:-(\d))?|(\d{8})(\d)")
_WORD = re.compile(r"[^\W_]{2,}")

# The folded labels lie in search_text with a bar between them. The nearest of them gives the code its place: what is
# typed is the whole label, begins it, begins a word in it, or lies within one; then short labels of high levels first.
_NEAREST = """
    CROSS JOIN LATERAL (
        SELECT min(
            length(label) + CASE
                WHEN label = %(text)s THEN 0
                WHEN starts_with(label, %(text)s) THEN 1000
                WHEN label ~ %(word_start)s THEN 2000
                WHEN strpos(label, %(text)s) > 0 THEN 3000
                ELSE 4000
            END
        ) + 4 * length(rtrim(cpv.code, '0')) AS place
        FROM unnest(string_to_array(cpv.search_text, '|')) AS label
    ) nearest
"""
_COLUMNS = "cpv.code, cpv.check_digit, cpv.label_en, cpv.label_sv, cpv.label_nb, cpv.parent_id, cpv.level"
_SELECT = f"SELECT {_COLUMNS} FROM reference_cpvcode cpv {_NEAREST}"  # noqa: S608 -- the two texts above
_MOST_WORDS = 8
_LIKE_ENOUGH = 0.4


def search_cpv(text: str, limit: int = 10, language: str | None = None) -> list[CpvCode]:
    """The codes that a typed text may mean, best first.

    Digits are the beginning of a code, with or without its check digit. Anything else is words in Swedish, Norwegian
    or English: their forms, and parts of compounds ("städ" finds "kontorsstädning"). Only when nothing holds all the
    words are typing errors forgiven. `language` decides between labels that are equally near.
    """
    text = text.replace("\0", "").strip()  # PostgreSQL has no such character in a text
    if code := _CODE_CHOSEN.fullmatch(text) or _CODE_BEGUN.fullmatch(text):
        branch = CpvCode.objects.within(code[1])
        return list((branch.filter(check_digit=code[2]) if code[2] else branch)[:limit])
    text = " ".join(unicodedata.normalize("NFC", text).lower().split())
    words = _WORD.findall(text)[:_MOST_WORDS]
    if not words:
        return []
    values = {"text": text, "word_start": rf"\m{words[0]}", "limit": limit, "like_enough": _LIKE_ENOUGH}
    holds_all = []
    for number, word in enumerate(words):
        values |= {f"word_{number}": word, f"part_{number}": f"%{word}%"}
        holds_all.append(
            f"(cpv.search_vector @@ samkop_search_query(%(word_{number})s) OR cpv.search_text LIKE %(part_{number})s)"
        )
    own_label = label_field(language or get_language())
    found = CpvCode.objects.raw(
        f"{_SELECT} WHERE {' AND '.join(holds_all)}"
        f" ORDER BY nearest.place, length(cpv.{own_label}), cpv.code LIMIT %(limit)s",
        values,
    )
    alike = CpvCode.objects.raw(
        f"{_SELECT} WHERE strict_word_similarity(%(text)s, cpv.search_text) >= %(like_enough)s"
        " ORDER BY strict_word_similarity(%(text)s, cpv.search_text) DESC, nearest.place, cpv.code LIMIT %(limit)s",
        values,
    )
    return list(found) or list(alike)


def parse_cpv(text: str, known: Mapping[str, CpvCode] | None = None) -> CpvCode:
    """The one code that a text states: ``90910000-9``, ``90910000`` or ``909100009``.

    Spreadsheets take the first zero from a number, so seven digits are read with it put back. `known` (by code) spares
    a query where many are read. Raises ValidationError that says whether form, code or check digit is wrong.
    """
    text = text.strip()
    match = _WHOLE_CODE.fullmatch(text)
    if match is None:
        raise ValidationError(
            _("“%(text)s” is not a CPV code: it has eight digits, such as 90910000 or 90910000-9."),
            code="cpv_form",
            params={"text": text},
        )
    code = (match[1] or match[3]).zfill(8)
    check_digit = match[2] or match[4]
    cpv = known.get(code) if known is not None else CpvCode.objects.filter(pk=code).first()
    if cpv is None:
        raise ValidationError(_("The CPV code %(code)s does not exist."), code="cpv_unknown", params={"code": code})
    if check_digit and check_digit != cpv.check_digit:
        raise ValidationError(
            _("The check digit of %(text)s is wrong: did you mean %(cpv)s?"),
            code="cpv_check_digit",
            params={"text": text, "cpv": cpv},
        )
    return cpv
