"""What of a plan has happened in each stage, and what is assumed of times and effort until the cooperation says."""

from collections.abc import Mapping

from portal.law.planning import ORDER, Leads, Phase, Step
from portal.law.procedures import Procedure
from procurements.states.stages import Stage


def _until(step: Step) -> frozenset[Step]:
    return frozenset(ORDER[: ORDER.index(step) + 1])


#: The steps that have happened or are announced, so that no plan moves them.
KEPT: Mapping[str, frozenset[Step]] = {
    Stage.DRAFT: frozenset(),
    Stage.PLANNED: frozenset(),
    Stage.PARTICIPATION: _until(Step.ANSWERS_DUE),
    Stage.DIALOGUE: _until(Step.DIALOGUE),
    Stage.SPECIFICATION: _until(Step.SPECIFICATION),
    Stage.READY: _until(Step.SPECIFICATION),
    Stage.PUBLISHED: _until(Step.TENDERS_DUE),
    Stage.EVALUATION: _until(Step.TENDERS_DUE),
    Stage.AWARDED: _until(Step.AWARD),
    Stage.COMPLETED: frozenset(Step),
    Stage.CANCELLED: frozenset(Step),
}

#: What suppliers and the public read of the days; how a procurement is prepared they do not.
PUBLIC_STEPS = (Step.DIALOGUE, Step.NOTICE, Step.REQUESTS_DUE, Step.TENDERS_DUE, Step.AWARD, Step.STARTS)

#: The phase that a stage is the actual time of.
PHASE_OF: Mapping[str, Phase] = {
    Stage.PARTICIPATION: Phase.PARTICIPATION,
    Stage.DIALOGUE: Phase.DIALOGUE,
    Stage.SPECIFICATION: Phase.SPECIFICATION,
    Stage.READY: Phase.SPECIFICATION,
    Stage.PUBLISHED: Phase.TENDERING,
    Stage.EVALUATION: Phase.EVALUATION,
    Stage.AWARDED: Phase.AWARD,
}

#: Calendar days of each phase, assumed by the portal until a cooperation states its own. They hold the minimum time
#: limits of the procedures and what cooperations of this size tell of their own work; no act states them.
ASSUMED_LEADS: Mapping[str, Leads] = {
    Procedure.OPEN: Leads(60, 45, 90, 40, 60, 45),
    Procedure.RESTRICTED: Leads(60, 45, 90, 75, 60, 45),
    Procedure.NEGOTIATED: Leads(60, 45, 90, 75, 90, 45),
    Procedure.DIALOGUE: Leads(60, 60, 120, 150, 90, 45),
    Procedure.INNOVATION: Leads(60, 90, 120, 150, 120, 60),
    Procedure.SOCIAL: Leads(60, 45, 90, 35, 60, 45),
    Procedure.NATIONAL: Leads(60, 30, 60, 25, 45, 30),
    Procedure.DIRECT: Leads(0, 0, 30, 0, 15, 15),
}

#: By which procedure a successor is reckoned as long as nobody has chosen one.
USUAL = Procedure.OPEN

#: The share of an officer's full time that a phase takes while it lasts, in per cent; assumed until stated.
ASSUMED_EFFORTS: Mapping[Phase, int] = {
    Phase.PARTICIPATION: 10,
    Phase.DIALOGUE: 20,
    Phase.SPECIFICATION: 40,
    Phase.TENDERING: 15,
    Phase.EVALUATION: 40,
    Phase.AWARD: 15,
}

#: How much of an officer's full time procurements may take, in per cent; assumed until stated.
ASSUMED_CAPACITY = 80
