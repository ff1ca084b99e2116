"""Translations: ``extract``, ``update``, ``compile`` and ``check`` (see ``make messages`` and ``make check``).

Sources are marked in English; ``locale/<language>/LC_MESSAGES/django.po`` holds Swedish and Norwegian.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "locale"
LANGUAGES = ("sv", "nb")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def _po(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "django.po"


def _read(language: str) -> Catalog:
    with open(_po(language), "rb") as file:
        return read_po(file, locale=language)


def _write(path: Path, catalog: Catalog) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as file:
        # File names without line numbers: a moved line is no change of a translation.
        write_po(file, catalog, width=110, sort_output=True, include_lineno=False, ignore_obsolete=True)


def template() -> Catalog:
    """Every marked text of the sources."""
    catalog = Catalog(project="Samköp", charset="utf-8")
    with open(ROOT / "babel.cfg") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(
        ROOT, methods, options, keywords=KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    )
    for name, line, message, comments, context in found:
        catalog.add(message, None, [(name, line)], auto_comments=comments, context=context)
    return catalog


def extract() -> int:
    """Writes all marked texts to locale/django.pot."""
    _write(LOCALES / "django.pot", template())
    return 0


def update() -> int:
    """Brings every language's file to the sources' texts: new ones are empty, vanished ones leave."""
    source = template()
    for language in LANGUAGES:
        catalog = _read(language) if _po(language).exists() else Catalog(locale=language)
        catalog.update(source, no_fuzzy_matching=True)
        catalog.project, catalog.fuzzy = source.project, False
        catalog.header_comment = f"# Samköp in {catalog.locale.english_name}"
        _write(_po(language), catalog)
        print(f"{language}: {len(source)} texts, {sum(1 for _ in _faults(source, language))} to translate")
    return 0


def compile_() -> int:
    """Writes the .mo files that Django reads."""
    for language in LANGUAGES:
        if not _po(language).exists():
            continue
        # Renamed into place: a running portal never reads half a file.
        with tempfile.NamedTemporaryFile(dir=_po(language).parent, delete=False) as file:
            write_mo(file, _read(language))
        path = Path(file.name)
        path.chmod(0o644)
        path.replace(_po(language).with_suffix(".mo"))
    return 0


def _faults(source: Catalog, language: str) -> Iterator[tuple[str, str]]:
    """What a language's file lacks: (text, fault)."""
    translated = _read(language)
    for message in source:
        if not message.id:
            continue
        found = translated.get(message.id, message.context)
        text = message.id if isinstance(message.id, str) else message.id[0]
        strings = [] if found is None else [found.string] if isinstance(found.string, str) else list(found.string)
        if found is None:
            yield text, "missing"
        elif found.fuzzy:
            yield text, "fuzzy"
        elif not strings or not all(strings):
            yield text, "empty"
        else:
            for error in found.check(translated):
                yield text, str(error)


def check() -> int:
    """Fails when a text is missing, empty or fuzzy in a language, or has other placeholders than its source."""
    source = template()
    bad = 0
    for language in LANGUAGES:
        if not _po(language).exists():
            print(f"{_po(language).relative_to(ROOT)} is missing: run make messages")
            bad += 1
            continue
        for text, fault in _faults(source, language):
            print(f"{language}: {fault}: {text!r}")
            bad += 1
    print(f"{len(source)} texts in {' and '.join(LANGUAGES)}: {bad or 'no'} faults")
    return 1 if bad else 0


COMMANDS = {"extract": extract, "update": update, "compile": compile_, "check": check}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        sys.exit(f"usage: {sys.argv[0]} {{{'|'.join(COMMANDS)}}}")
    sys.exit(COMMANDS[sys.argv[1]]())
