from procurements.models.needs import Need
from procurements.models.participation import Participation
from procurements.models.planning import LeadTime, PlanMove, PlanMoveDay, WorkloadTerms
from procurements.models.procurements import Procurement, StageEntry
from procurements.models.proposals import Proposal, ProposalComment, Vote
from procurements.models.values import ValueEstimate, ValueLine
from procurements.models.workshops import Workshop
from procurements.models.requirement_files import RequirementFile
from procurements.models.requirements import Requirement, RequirementComment, RequirementVersion
from procurements.models.specifications import (
    RevisionRow,
    Specification,
    SpecificationApproval,
    SpecificationRevision,
)

__all__ = [
    "Requirement",
    "RequirementComment",
    "RequirementFile",
    "RequirementVersion",
    "RevisionRow",
    "Specification",
    "SpecificationApproval",
    "SpecificationRevision",
    "LeadTime",
    "Need",
    "Participation",
    "PlanMove",
    "PlanMoveDay",
    "Procurement",
    "Proposal",
    "ProposalComment",
    "StageEntry",
    "ValueEstimate",
    "ValueLine",
    "Vote",
    "WorkloadTerms",
    "Workshop",
]
