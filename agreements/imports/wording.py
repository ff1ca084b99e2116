"""What the pages call the things that an import knows by short names."""

from django.utils.translation import gettext_lazy as _

from agreements.imports.layouts import LAYOUTS

_KINDS = {
    "amount": _("Amounts that cannot be read"),
    "award_alone": _("Awards without a procurement"),
    "buyer": _("Buyers that cannot be told"),
    "buyer_number": _("Buyers whose number fails its check"),
    "contradiction": _("Rows of one agreement that contradict each other"),
    "cpv": _("CPV codes that do not exist"),
    "date": _("Dates that cannot be read"),
    "dates_out_of_order": _("Dates out of order"),
    "differs": _("Differs from the register, which is not changed"),
    "elsewhere": _("Stands in another cooperation's register"),
    "no_id": _("Rows without an id"),
    "officer_unknown": _("Responsible officers that the office does not have"),
    "procurement_twice": _("Procurements that stand there twice"),
    "rank_twice": _("Ranks given twice"),
    "row_twice": _("Rows that stand there twice"),
    "supplier": _("Suppliers that cannot be told"),
    "supplier_name": _("Suppliers under another name in the register"),
    "supplier_namesake": _("Suppliers that may be in the register already"),
    "supplier_twice": _("Suppliers that stand in a lot twice"),
    "value_odd": _("Odd values"),
    "value_zero": _("Values of zero, taken as unknown"),
}


def kind_label(code: str) -> str:
    """What a kind of problem is called: by its own name, else by the field in which it stands."""
    if code in _KINDS:
        return str(_KINDS[code])
    # The own register comes first: its fields have words, those of a statistics only names.
    layouts = reversed(LAYOUTS.values())
    fields = {field.name: field.label for layout in layouts for role in layout.files for field in role.fields}
    return str(fields.get(code, code))
