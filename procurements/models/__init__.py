from procurements.models.checklists import ChecklistItem, ChecklistTemplate, TemplateItem
from procurements.models.dialogue import DialogueContact, DialogueEvent, Information, Question, Told
from procurements.models.documents import DocumentDownload, DocumentVersion, ProcurementDocument
from procurements.models.goals import NeedGoal, RequirementCheck, RequirementGoal
from procurements.models.needs import Need
from procurements.models.opportunities import OpportunityWeights
from procurements.models.participation import Participation
from procurements.models.past import PastProcurement
from procurements.models.planning import LeadTime, PlanMove, PlanMoveDay, WorkloadTerms
from procurements.models.procurements import Procurement, StageEntry
from procurements.models.proposals import Proposal, ProposalComment, Vote
from procurements.models.requirement_files import RequirementFile
from procurements.models.requirements import Requirement, RequirementComment, RequirementVersion
from procurements.models.specifications import (
    RevisionRow,
    Specification,
    SpecificationApproval,
    SpecificationRevision,
)
from procurements.models.values import ValueEstimate, ValueLine
from procurements.models.workshops import Workshop

__all__ = [
    "ChecklistItem",
    "ChecklistTemplate",
    "DialogueContact",
    "DialogueEvent",
    "DocumentDownload",
    "DocumentVersion",
    "Information",
    "LeadTime",
    "Need",
    "NeedGoal",
    "OpportunityWeights",
    "Participation",
    "PastProcurement",
    "PlanMove",
    "PlanMoveDay",
    "Procurement",
    "ProcurementDocument",
    "Proposal",
    "ProposalComment",
    "Question",
    "Requirement",
    "RequirementCheck",
    "RequirementComment",
    "RequirementFile",
    "RequirementGoal",
    "RequirementVersion",
    "RevisionRow",
    "Specification",
    "SpecificationApproval",
    "SpecificationRevision",
    "StageEntry",
    "TemplateItem",
    "Told",
    "ValueEstimate",
    "ValueLine",
    "Vote",
    "WorkloadTerms",
    "Workshop",
]
