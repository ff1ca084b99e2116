"""Electronic invoices: Peppol BIS Billing 3.0, which is UBL 2.1 with the content of EN 16931.

``factur-x`` writes the XML, and is imported only when one is made. Its dictionary names each fact by the number that
EN 16931 gives it (BT-1 …), as is done here.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portal.governance.invoices.basis import RATES
from portal.governance.models import AccountKind, BillingDetails, InvoicingDetails, Vat
from portal.organisations.models import Organisation

CUSTOMISATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
_CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
_CAC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
_LOCAL = "LOC"  # how factur-x marks a tax registration that is no VAT number
INVOICE, CREDIT_NOTE = "380", "381"  # UNTDID 1001
CREDIT_TRANSFER = "30"  # UNTDID 4461
PIECE = "C62"  # one, in UN/ECE recommendation 20
#: The registers of organisations in the code list ICD.
REGISTERS = {"SE": "0007", "NO": "0192"}
#: What sellers of each country state of their registration, in the words that Peppol's national rules ask for.
TAX_REGISTRATIONS = {"SE": "Godkänd för F-skatt", "NO": "Foretaksregisteret"}
_GIRO: dict[str, str] = {AccountKind.BANKGIRO: "SE:BANKGIRO", AccountKind.PLUSGIRO: "SE:PLUSGIRO"}


@dataclass(frozen=True)
class Document:
    """An invoice or credit note before it is written. Amounts are in ``currency`` (ISO 4217), ``net`` ex VAT.

    ``undoes`` is the number and day of the invoice that a credit note takes back.
    """

    number: str
    payment_reference: str
    issued_on: date
    due_on: date | None
    currency: str
    lines: tuple[tuple[str, Decimal], ...]
    net: Decimal
    vat: Decimal
    vat_category: str
    vat_reason: str
    note: str
    details: InvoicingDetails
    seller: Organisation
    buyer: Organisation
    billing: BillingDetails
    undoes: tuple[str, date] | None = None


def xml_of(document: Document) -> bytes:
    """The document as UBL; whether it keeps the rules is for the check to say."""
    from facturx import generate_ubl_xml
    from lxml import etree

    # It would have its check done by a server; ours follows (``checking``).
    written = generate_ubl_xml(_facts(document), level="en16931", check_xsd=False, check_schematron=False)
    root = etree.fromstring(written)
    root.find(f"{_CBC}CustomizationID").text = CUSTOMISATION  # factur-x knows that of the core alone
    for scheme in root.iterfind(f".//{_CAC}TaxScheme/{_CBC}ID"):
        if scheme.text == _LOCAL and document.seller.country == "NO":
            scheme.text = "TAX"  # where Norway states the register (NO-R-002)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _facts(document: Document) -> dict[str, Any]:
    rate, gross = RATES[document.vat_category], document.net + document.vat
    is_outside = document.vat_category == Vat.OUTSIDE  # has no rate (BR-O-05)
    facts: dict[str, Any] = {
        "BT-1": document.number,
        "BT-2": document.issued_on,
        "BT-3": CREDIT_NOTE if document.undoes else INVOICE,
        "BT-5": document.currency,
        "BT-10": document.billing.reference,
        "BT-23": PROCESS,
        "BG-4": _seller(document),
        "BG-7": _party(document.buyer, document.billing),
        "BT-81": CREDIT_TRANSFER,
        "BT-83": document.payment_reference,
        "BT-84": account_number(document.details),
        "BT-106": str(document.net),
        "BT-109": str(document.net),
        "BT-110": str(document.vat),
        "BT-112": str(gross),
        "BT-115": str(gross),
        "BG-23": [
            {
                "BT-116": str(document.net),
                "BT-117": str(document.vat),
                "BT-118": document.vat_category,
                **({} if is_outside else {"BT-119": str(rate)}),
                **({"BT-120": document.vat_reason} if document.vat_reason else {}),
            }
        ],
        "BG-25": [
            {
                "BT-126": str(position),
                "BT-129": "1",
                "BT-130": PIECE,
                "BT-131": str(amount),
                "BT-146": str(amount),
                "BT-151": document.vat_category,
                **({} if is_outside else {"BT-152": str(rate)}),
                "BT-153": text,
            }
            for position, (text, amount) in enumerate(document.lines, start=1)
        ],
    }
    if document.due_on is not None:
        facts["BT-9"] = document.due_on
    if document.note:
        facts["BG-1"] = [{"BT-22": document.note}]
    if giro := _GIRO.get(document.details.account_kind):
        facts["BT-86"] = giro
    if document.undoes:
        number, day = document.undoes
        facts["BG-3"] = [{"BT-25": number, "BT-26": day}]
        facts["BT-20"] = document.note  # a sum that is due has a day or terms (BR-CO-25); this one has no day
    return facts


def account_number(details: InvoicingDetails) -> str:
    """The account without the signs that people write between its figures."""
    return "".join(letter for letter in details.account if letter.isalnum())


def _party(organisation: Organisation, details: Any) -> dict[str, Any]:
    """An organisation by its number in the country's register; its electronic address is that number, unless it has
    given another."""
    register = REGISTERS[organisation.country]
    return {
        "name": organisation.name,
        "legal_identifier": organisation.registration_number,
        "legal_identifier_schemeid": register,
        "einvoicing_addr": details.electronic_address or organisation.registration_number,
        "einvoicing_addr_schemeid": details.electronic_scheme or register,
        "addr_l1": details.street,
        "postcode": details.postal_code,
        "city": details.city,
        "country_code": organisation.country,
    }


def _seller(document: Document) -> dict[str, Any]:
    """The sender. What is outside the scope of VAT names no VAT number (BR-O-02)."""
    details = document.details
    party = _party(document.seller, details)
    if document.vat_category != Vat.OUTSIDE:
        party["vat_identifier"] = details.vat_number
    if details.is_tax_registered:
        party["tax_identifier"] = TAX_REGISTRATIONS[document.seller.country]
    party["contacts"] = [{"name": details.contact_name, "phone": details.contact_phone, "email": details.contact_email}]
    return party
