"""Make the tables of ``portal/sample/data`` from the published ones.

    python scripts/make_sample_tables.py SOURCE

``SOURCE`` is the folder that holds ``agreements/``, ``places/`` and ``eforms/``, as the README of
``portal/sample/data`` says. Only facts of the sources are written, and what is assumed is marked so; ``durations.csv``
is kept by hand.
"""

import csv
import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from stdnum.se import orgnr

TARGET = Path(__file__).resolve().parents[1] / "portal/sample/data"
STOCKHOLM_COUNTY = "01"
FOUNDERS = ("Nacka", "Täby", "Vaxholm")
FOUNDED = date(2013, 1, 1)
FIRST_JOINED, MONTHS_BETWEEN = date(2014, 1, 1), 13
KONGSBERG_JOINED = date(2008, 1, 1)
BRINGING_COMPANIES = 3
NOTICE = "eforms/published_notices/ContractNotice_cn-standard_2024-107345.xml"

AGREEMENT_TYPES = {"Ramavtal": "framework", "Kontrakt": "contract"}
CATEGORIES = {"Tjänster": "services", "Byggentreprenader": "works", "Varor": "supplies", "": ""}
PROCEDURES = {
    "Öppet förfarande": "open",
    "Förenklat förfarande": "simplified",
    "Selektivt förfarande": "restricted",
    "Urvalsförfarande": "national-restricted",
    "Förhandlat förfarande med föregående annonsering": "negotiated",
    "Konkurrenspräglad dialog": "competitive-dialogue",
    "": "",
}
SIZES = {
    "Mikroföretag": "micro",
    "Små företag": "small",
    "Medelstora företag": "medium",
    "Stora företag": "large",
    "": "",
}

#: Notices that somebody published to try the system: no procurement stands behind them.
TRIALS = {"KA4985"}

Row = dict[str, str]


def read(path: Path) -> list[Row]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(name: str, rows: Iterable[dict[str, Any]]) -> None:
    rows = list(rows)
    with (TARGET / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def procurements(found: list[Row], lots: dict[str, set[str]]) -> Iterable[dict[str, Any]]:
    for row in found:
        if row["procurement_id"] in TRIALS:
            continue
        value = row["contracted_value_sek"]
        yield {
            "source_id": row["procurement_id"],
            "published": row["published"],
            "title": " ".join(row["title"].split()),
            "buyer_number": row["buyer_org_number"],
            "cpv": row["cpv_code"],
            "agreement_type": AGREEMENT_TYPES[row["agreement_type"]],
            "procedure": PROCEDURES[row["procedure"]],
            "legal_basis": row["legal_basis"].removeprefix("Direktiv ").removesuffix("/EU"),
            "category": CATEGORIES[row["procurement_category"]],
            "above_threshold": row["above_eu_threshold"],
            "dps": row["dps"],
            "joint": row["joint_procurement"],
            "green": row["green_procurement"],
            "social": row["social_procurement"],
            "value": "" if not value or float(value) == 0 else value,
            "lots": len(lots[row["procurement_id"]]),
        }


def awards(found: list[Row]) -> Iterable[dict[str, Any]]:
    for row in found:
        yield {
            "source_id": row["procurement_id"],
            "lot_id": row["lot_result_id"],
            "supplier": " ".join(row["supplier_name"].split()),
            "natural_person": str(row["supplier_legal_form"] == "Fysiska personer").lower(),
            "size": SIZES[row["supplier_size"]],
            "legal_form": row["supplier_legal_form"],
            "tenders_received": row["tenders_received_lot"],
        }


def companies(bodies: list[Row], everywhere: list[Row], county: list[Row]) -> Iterable[Row]:
    """Limited companies owned by a municipality whose name says which: one municipality's name begins a word in it."""

    def named(company: str) -> list[Row]:
        return [place for place in everywhere if re.search(rf"\b{place['name'].upper()}(?!SREGION)", company)]

    for body in bodies:
        owners = named(body["buyer_name"])
        if (
            body["buyer_subsector"] == "Kommunalt ägd organisation"
            and body["buyer_legal_form"] == "Övriga aktiebolag"
            and orgnr.is_valid(body["buyer_org_number"])
            and len(owners) == 1
            and owners[0] in county
        ):
            yield {
                "registration_number": body["buyer_org_number"],
                "name": body["buyer_name"],
                "owner": owners[0]["scb_code"],
                "owner_name": owners[0]["name"],
                "ownership_is_assumed": "true",
            }


def months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return day.replace(year=day.year + years, month=month + 1)


def stockholm_members(county: list[Row], found: list[Row]) -> Iterable[dict[str, Any]]:
    """The three founders, then the eight municipalities with most procurements; the capital would drown the rest."""
    by_name = {place["name"]: place for place in county}
    advertised = Counter(row["buyer_org_number"] for row in found)
    others = [place for place in county if place["name"] not in (*FOUNDERS, "Stockholm")]
    others.sort(key=lambda place: (-advertised[place["org_number"]], place["scb_code"]))
    joining = [(by_name[name], FOUNDED, "false") for name in FOUNDERS]
    joining += [
        (place, months_later(FIRST_JOINED, number * MONTHS_BETWEEN), "true") for number, place in enumerate(others[:8])
    ]
    for place, joined, invented in joining:
        yield member("stockholm", "SE", place["scb_code"], place["name"], joined, invented)


def member(cooperation: str, country: str, code: str, name: str, joined: date, invented: str) -> dict[str, Any]:
    return {
        "cooperation": cooperation,
        "country": country,
        "municipality": code,
        "name": name,
        "joined": joined.isoformat(),
        "membership_is_sample": invented,
        "day_is_sample": "true",
    }


def notice(path: Path) -> dict[str, Any]:
    """The facts of the published notice; what it does not state is null."""
    cbc = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
    cac = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
    root = ElementTree.parse(path).getroot()  # noqa: S314 -- a file that we keep
    lots = root.findall(f"{cac}ProcurementProjectLot")
    project = next(root.iter(f"{cac}ProcurementProject"))
    company = next(root.iter(f"{cac}PartyLegalEntity")).findtext(f"{cbc}CompanyID")
    systems = {code.get("listName"): code.text for code in root.iter(f"{cbc}ContractingSystemTypeCode")}
    classified = [code.text for code in project.iter(f"{cbc}ItemClassificationCode") if code.get("listName") == "cpv"]

    def stated(tag: str) -> str | None:
        return next((element.text for element in root.iter() if element.tag.endswith(f"}}{tag}")), None)

    def day(text: str | None) -> str | None:
        return text[:10] if text else None

    return {
        "notice": "2024-107345",
        "notice_id": root.findtext(f"{cbc}ID"),
        "published": day(root.findtext(f"{cbc}IssueDate")),
        "buyer_name": next(root.iter(f"{cac}PartyName")).findtext(f"{cbc}Name"),
        "buyer_number": company,
        "number": project.findtext(f"{cbc}ID"),
        "title": project.findtext(f"{cbc}Name"),
        "description": project.findtext(f"{cbc}Description"),
        "procedure": stated("ProcedureCode"),
        "category": project.findtext(f"{cbc}ProcurementTypeCode"),
        "framework": systems["framework-agreement"],
        "dps": systems["dps-usage"],
        "cpv": classified[0],
        "more_cpv": classified[1:],
        "nuts": next(project.iter(f"{cbc}CountrySubentityCode")).text,
        "tenders_due": day(next(root.iter(f"{cac}TenderSubmissionDeadlinePeriod")).findtext(f"{cbc}EndDate")),
        "starts": day(next(root.iter(f"{cac}PlannedPeriod")).findtext(f"{cbc}StartDate")),
        "ends": day(next(root.iter(f"{cac}PlannedPeriod")).findtext(f"{cbc}EndDate")),
        "options": stated("MaximumNumberNumeric"),
        "estimated_value": stated("EstimatedOverallContractAmount"),
        "maximum_value": stated("FrameworkMaximumAmount"),
        "most_participants": stated("MaximumOperatorQuantity"),
        "lots": [
            {
                "id": lot.findtext(f"{cbc}ID"),
                "title": lot.findtext(f"{cac}ProcurementProject/{cbc}Name"),
            }
            for lot in lots
        ],
        "document_url": next(root.iter(f"{cac}CallForTendersDocumentReference")).findtext(
            f"{cac}Attachment/{cac}ExternalReference/{cbc}URI"
        ),
    }


def main(source: Path) -> None:
    places, statistics = source / "places", source / "agreements"
    everywhere = read(places / "se_municipalities.csv")
    county = [place for place in everywhere if place["county_code"] == STOCKHOLM_COUNTY]
    buyers = {place["org_number"] for place in county}
    found = [
        row
        for row in read(statistics / "se_uhm_2021_procurements.csv.gz")
        if row["buyer_org_number"].replace("-", "") in buyers
    ]
    ids = {row["procurement_id"] for row in found}
    awarded = [row for row in read(statistics / "se_uhm_2021_awards.csv.gz") if row["procurement_id"] in ids]
    lots: dict[str, set[str]] = defaultdict(set)
    for row in awarded:
        lots[row["procurement_id"]].add(row["lot_result_id"])

    members = list(stockholm_members(county, found))
    owned = list(companies(read(places / "se_contracting_authorities_2021.csv"), everywhere, county))
    joined = {row["municipality"]: row["joined"] for row in members}
    owners = [code for code in joined if code in {company["owner"] for company in owned}]
    bringing = owners[:BRINGING_COMPANIES]

    write("stockholm_procurements.csv", procurements(found, lots))
    write("stockholm_awards.csv", awards(awarded))
    write(
        "stockholm_companies.csv",
        ({**row, "joined": joined[row["owner"]] if row["owner"] in bringing else ""} for row in owned),
    )
    write(
        "members.csv",
        members
        + [
            member("kongsberg", "NO", row["ssb_code"], row["name"], KONGSBERG_JOINED, "false")
            for row in read(places / "kongsbergregionen.csv")
        ],
    )
    facts = json.dumps(notice(source / NOTICE), ensure_ascii=False, indent=2)
    (TARGET / "kongsberg_byggeledelse.json").write_text(facts + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
