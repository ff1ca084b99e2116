from agreements.models.agreements import Agreement, AgreementCpv, EligibleBuyer, ExtensionOption
from agreements.models.documents import AgreementDocument
from agreements.models.imports import ColumnMapping, Import, ImportedAgreement, ImportFile, ImportProblem
from agreements.models.lots import Lot, LotSupplier
from agreements.models.search import AgreementSearch, AgreementSummary, SearchWord

__all__ = [
    "Agreement",
    "AgreementCpv",
    "AgreementDocument",
    "AgreementSearch",
    "AgreementSummary",
    "ColumnMapping",
    "EligibleBuyer",
    "ExtensionOption",
    "Import",
    "ImportFile",
    "ImportProblem",
    "ImportedAgreement",
    "Lot",
    "LotSupplier",
    "SearchWord",
]
