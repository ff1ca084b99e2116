from procurements.models.needs import Need
from procurements.models.participation import Participation
from procurements.models.procurements import Procurement, StageEntry

__all__ = ["Need", "Participation", "Procurement", "StageEntry"]
