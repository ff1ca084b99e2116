from agreements.models.agreements import Agreement, AgreementCpv, EligibleBuyer, ExtensionOption
from agreements.models.benefits import Benefit, BenefitLine
from agreements.models.call_offs import CallOff, CallOffDocument
from agreements.models.ceilings import CeilingBalance, CeilingEntry, TurnoverBatch, TurnoverFile
from agreements.models.changes import AgreementChange
from agreements.models.competitions import CompetitionInvitation, MiniCompetition
from agreements.models.documents import AgreementDocument
from agreements.models.follow_up import (
    Activity,
    Dialogue,
    DialogueMeeting,
    FollowUpPlan,
    FollowUpVisit,
    Obligation,
)
from agreements.models.goals import GoalCheck, GoalFinding
from agreements.models.imports import ColumnMapping, Import, ImportedAgreement, ImportFile, ImportProblem
from agreements.models.lots import Lot, LotSupplier
from agreements.models.non_conformities import NonConformity
from agreements.models.off_contract import OffContractPurchase
from agreements.models.partnerships import Partnership, RoomComment
from agreements.models.prices import IndexValue, PriceIndex, PriceList, PriceListItem, PriceWord
from agreements.models.proofs import BuyingProof, Outcome
from agreements.models.reorganisations import Reorganisation, Succession
from agreements.models.search import AgreementSearch, AgreementSummary, SearchWord

__all__ = [
    "Activity",
    "Agreement",
    "AgreementChange",
    "AgreementCpv",
    "AgreementDocument",
    "AgreementSearch",
    "AgreementSummary",
    "Benefit",
    "BenefitLine",
    "BuyingProof",
    "CallOff",
    "CallOffDocument",
    "CeilingBalance",
    "CeilingEntry",
    "ColumnMapping",
    "CompetitionInvitation",
    "Dialogue",
    "DialogueMeeting",
    "EligibleBuyer",
    "ExtensionOption",
    "FollowUpPlan",
    "FollowUpVisit",
    "GoalCheck",
    "GoalFinding",
    "Import",
    "ImportFile",
    "ImportProblem",
    "ImportedAgreement",
    "IndexValue",
    "Lot",
    "LotSupplier",
    "MiniCompetition",
    "NonConformity",
    "Obligation",
    "OffContractPurchase",
    "Outcome",
    "Partnership",
    "PriceIndex",
    "PriceList",
    "PriceListItem",
    "PriceWord",
    "Reorganisation",
    "RoomComment",
    "SearchWord",
    "Succession",
    "TurnoverBatch",
    "TurnoverFile",
]
