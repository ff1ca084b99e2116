from procurements.models.needs import Need
from procurements.models.participation import Participation
from procurements.models.procurements import Procurement, StageEntry
from procurements.models.proposals import Proposal, ProposalComment, Vote
from procurements.models.values import ValueEstimate, ValueLine
from procurements.models.workshops import Workshop

__all__ = [
    "Need",
    "Participation",
    "Procurement",
    "Proposal",
    "ProposalComment",
    "StageEntry",
    "ValueEstimate",
    "ValueLine",
    "Vote",
    "Workshop",
]
