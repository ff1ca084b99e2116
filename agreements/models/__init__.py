from agreements.models.agreements import Agreement, AgreementCpv, EligibleBuyer, ExtensionOption
from agreements.models.call_offs import CallOff, CallOffDocument
from agreements.models.ceilings import CeilingBalance, CeilingEntry, TurnoverBatch
from agreements.models.changes import AgreementChange
from agreements.models.competitions import CompetitionInvitation, MiniCompetition
from agreements.models.documents import AgreementDocument
from agreements.models.imports import ColumnMapping, Import, ImportedAgreement, ImportFile, ImportProblem
from agreements.models.lots import Lot, LotSupplier
from agreements.models.off_contract import OffContractPurchase
from agreements.models.search import AgreementSearch, AgreementSummary, SearchWord

__all__ = [
    "Agreement",
    "AgreementChange",
    "AgreementCpv",
    "AgreementDocument",
    "AgreementSearch",
    "AgreementSummary",
    "CallOff",
    "CallOffDocument",
    "CeilingBalance",
    "CeilingEntry",
    "ColumnMapping",
    "CompetitionInvitation",
    "EligibleBuyer",
    "ExtensionOption",
    "Import",
    "ImportFile",
    "ImportProblem",
    "ImportedAgreement",
    "Lot",
    "LotSupplier",
    "MiniCompetition",
    "OffContractPurchase",
    "SearchWord",
    "TurnoverBatch",
]
