"""The columns of the layout: what each field is called in the registers that people keep."""

from django.utils.translation import gettext_lazy

from agreements.imports.layouts.base import FileRole
from portal.files.sheets.mapping import Field

FIELDS = (
    Field(
        "number", gettext_lazy("Number"),
        ("avtalsnummer", "avtalsnr", "avtals-id", "nummer", "nr", "diarienummer", "dnr", "avtalenummer", "avtalenr",
         "agreement number", "contract number", "ref", "referens", "referanse", "saksnummer"),
        gettext_lazy("Rows with the same number are one agreement with several lots or suppliers."), "2026/14",
    ),
    Field(
        "title", gettext_lazy("Title"),
        ("titel", "rubrik", "avtalsnamn", "avtal", "benämning", "namn på avtal", "tittel", "avtalenavn", "avtale",
         "agreement", "name", "agreement name", "avtalsområde", "avtaleområde"),
        gettext_lazy("What is bought, in the buyer's words. Must be filled in."),
        gettext_lazy("Cleaning of schools"), required=True,
    ),
    Field(
        "description", gettext_lazy("Description"),
        ("beskrivning", "beskrivelse", "kommentar", "omfattning", "omfang", "notering", "anmärkning", "comment"),
        gettext_lazy("In a few sentences."), "",
    ),
    Field(
        "kind", gettext_lazy("Kind"), ("typ", "avtalstyp", "type", "avtaletype", "agreement type", "slag"),
        gettext_lazy("Framework agreement, contract, partnership or dynamic purchasing system."),
        gettext_lazy("framework agreement"),
    ),
    Field(
        "level", gettext_lazy("Level"), ("nivå", "avtalsnivå", "avtalenivå"),
        gettext_lazy("National, regional or local."), gettext_lazy("regional"),
    ),
    Field(
        "owner", gettext_lazy("Owner"),
        ("ägare", "avtalsägare", "avtalspart", "upphandlande myndighet", "organisation", "kommun", "beställare", "eier",
         "avtaleeier", "oppdragsgiver", "kommune", "contracting authority", "buyer", "organisationsnummer köpare"),
        gettext_lazy("The name or the registration number of the organisation that entered into the agreement."),
        "212000-0142",
    ),
    Field(
        "supplier", gettext_lazy("Supplier"),
        ("leverantör", "leverantörsnamn", "leverantörens namn", "företag", "leverandør", "leverandørnavn", "firma",
         "supplier name", "vendor", "contractor"),
        gettext_lazy("One per row."), gettext_lazy("Example Cleaning Ltd"),
    ),
    Field(
        "supplier_number", gettext_lazy("Supplier's number"),
        ("organisationsnummer", "orgnr", "org.nr", "leverantörens organisationsnummer", "organisationsnr",
         "orgnummer", "leverandørens organisasjonsnummer", "organisasjonsnummer", "registration number",
         "supplier number", "company number", "leverantörsnummer", "org nr leverantör"),
        gettext_lazy("Registration number."), "556016-0680",
    ),
    Field(
        "lot_number", gettext_lazy("Lot number"),
        ("anbudsområde nr", "område nr", "delområde nr", "anbudsområdesnummer", "delkontrakt nr", "lot no", "lotnr",
         "position", "postnummer", "delkontraktnummer"),
        "", "1",
    ),
    Field(
        "lot_title", gettext_lazy("Lot title"),
        ("anbudsområde", "område", "delområde", "delkontrakt", "lot", "lot name", "delavtal", "delavtale"),
        "", gettext_lazy("Schools north"),
    ),
    Field(
        "lot_maximum", gettext_lazy("Maximum value of the lot"),
        ("takvärde anbudsområde", "takvärde per område", "maksimal verdi delkontrakt", "lot maximum"),
        gettext_lazy("Without VAT."), "500000",
    ),
    Field(
        "rank", gettext_lazy("Rank"), ("rangordning", "rang", "prioritet", "prioritering", "rangering", "ranking"),
        gettext_lazy("1 is asked first."), "1",
    ),
    Field(
        "share", gettext_lazy("Share, per cent"), ("andel", "andel %", "procent", "prosent", "fördelning", "fordeling"),
        gettext_lazy("Of the volume of the lot."), "",
    ),
    Field(
        "cpvs", gettext_lazy("CPV codes"), ("cpv", "cpv-kod", "cpv-koder", "cpv-kode", "cpv code", "cpv-nummer"),
        gettext_lazy("With or without check digit; the main code first, several separated by commas."), "90910000-9",
    ),
    Field(
        "starts_on", gettext_lazy("First day"),
        ("startdatum", "avtalsstart", "start", "från", "gäller från", "giltig från", "fr.o.m.", "from", "fra",
         "startdato", "avtalestart", "gyldig fra", "start date", "valid from", "avtal från"),
        "", "2026-01-01",
    ),
    Field(
        "ends_on", gettext_lazy("Last day"),
        ("slutdatum", "avtalsslut", "slut", "till", "gäller till", "giltig till", "t.o.m.", "to", "til", "sluttdato",
         "utløpsdato", "gyldig til", "end date", "valid to", "utgångsdatum", "löper ut", "avtal till", "utløper"),
        gettext_lazy("As agreed, without options."), "2027-12-31",
    ),
    Field(
        "options", gettext_lazy("Options, months"),
        ("optioner", "option", "förlängning", "förlängningar", "förlängningsoption", "förlängningsoptioner", "opsjon",
         "opsjoner", "forlengelse", "extension", "extensions", "förlängning månader"),
        gettext_lazy("The months of each extension option."), "12+12",
    ),
    Field(
        "notice_by", gettext_lazy("Last day of notice"),
        ("förlängning senast", "meddelas senast", "sista dag för förlängning", "uppsägning", "senast",
         "varsel senest", "opsjon senest", "varsles senest", "notice by"),
        gettext_lazy("For each option, in their order, separated by semicolons."), "2027-06-30; 2028-06-30",
    ),
    Field(
        "announced_on", gettext_lazy("Announced on"),
        ("annonserad", "annonsdatum", "publicerad", "kunngjort", "kunngjøringsdato", "published", "announced",
         "annonserades"),
        "", "2025-08-15",
    ),
    Field(
        "latest_contract_end_on", gettext_lazy("Latest end of contracts"),
        ("sista dag för kontrakt", "kontrakt senast", "senaste kontraktsslut", "avropsavtal till",
         "siste dag for kontrakter", "latest contract end"),
        gettext_lazy("The last day that a contract made under the framework may run."), "2030-12-31",
    ),
    Field(
        "estimated", gettext_lazy("Estimated value"),
        ("uppskattat värde", "beräknat värde", "värde", "avtalsvärde", "volym", "anslått verdi", "verdi", "value",
         "estimated", "kontraktsvärde", "estimert verdi"),
        gettext_lazy("Without VAT."), "1250000",
    ),
    Field(
        "maximum", gettext_lazy("Maximum value"),
        ("takvärde", "takvolym", "tak", "maxvärde", "högsta värde", "maksimal verdi", "maksverdi", "maximum", "ceiling",
         "max value"),
        gettext_lazy("Without VAT."), "1500000",
    ),
    Field(
        "call_off_method", gettext_lazy("Call-off method"),
        ("avropsmetod", "avropsordning", "avropsform", "avrop", "avropsmetode", "avropsmåte", "tildelningsmekanism",
         "avropsmekanism", "avropsmekanisme", "fördelningsnyckel"),
        gettext_lazy("The only supplier, ranking, mini-competition, objective conditions or stated shares."),
        gettext_lazy("ranking"),
    ),
    Field(
        "buyers", gettext_lazy("Eligible buyers"),
        ("avropsberättigade", "avropsberättigad", "deltagande kommuner", "deltagare", "medlemmar", "avropsberettigede",
         "avropsberettiget", "deltakere", "members", "participants", "köpare"),
        gettext_lazy("Names or registration numbers separated by semicolons, or “all members”."),
        gettext_lazy("all members"),
    ),
    Field(
        "binding", gettext_lazy("Binding"), ("bindande", "bindende", "tvingande", "avtalstrohet", "must use"),
        gettext_lazy("Yes, if the buyers must use the agreement."), gettext_lazy("yes"),
    ),
    Field(
        "responsible", gettext_lazy("Responsible officer's e-mail"),
        ("ansvarig", "avtalsansvarig", "ansvarig e-post", "handläggare", "upphandlare", "e-post", "avtaleansvarlig",
         "ansvarlig", "responsible", "contact", "e-mail", "email", "epost"),
        gettext_lazy("The address of somebody in the cooperation's office."), "",
    ),
    Field(
        "notice_url", gettext_lazy("Link to the notice"),
        ("länk", "annonslänk", "länk till annons", "url", "lenke", "kunngjøringslenke", "link", "notice"),
        "", "",
    ),
)  # fmt: skip

REGISTER = FileRole("register", gettext_lazy("Register"), FIELDS)
#: The fields of an agreement itself; on further rows of the same agreement they may be left empty.
OF_AGREEMENT = tuple(
    field.name
    for field in FIELDS
    if field.name
    not in {"supplier", "supplier_number", "lot_number", "lot_title", "lot_maximum", "rank", "share", "call_off_method"}
)
#: What in ``AgreementData`` a column speaks of, where the names differ.
SPOKEN_OF = {
    "owner": "owner_id", "responsible": "responsible_id", "estimated": "estimated_value", "maximum": "maximum_value",
    "supplier": "lots", "supplier_number": "lots", "lot_number": "lots", "lot_title": "lots", "lot_maximum": "lots",
    "rank": "lots", "share": "lots", "call_off_method": "lots", "binding": "buyers", "notice_by": "options",
}  # fmt: skip
