"""Numbers of invoices, and what payers write on their payments."""

from stdnum import luhn

from portal.governance.models import InvoicingDetails, ReferenceKind


def number_of(details: InvoicingDetails, serial: int) -> str:
    """The number of an invoice as it is written."""
    return f"{details.number_prefix}{serial}"


def payment_reference(details: InvoicingDetails, serial: int) -> str:
    """What the payer writes: the invoice's number, or its figures with a check digit by modulus 10, as the Swedish OCR
    and the Norwegian KID have it."""
    if details.reference_kind != ReferenceKind.CHECKED:
        return number_of(details, serial)
    figures = "".join(letter for letter in number_of(details, serial) if letter.isdigit())
    return figures + str(luhn.calc_check_digit(figures))
