"""What has to be there before a procurement goes on to its next stage. A gate lets nobody past.

Each area says what is missing of its own: who takes part, values, requirements. The steps name whom they ask.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.law import preparing, time_limits
from portal.law.answers import Answer, Reason, Source, answer
from portal.law.procedures import KNOWN, Procedure
from procurements.rules import checklists, dialogue, participation, requirements, values

if TYPE_CHECKING:
    from procurements.models import Procurement

Gaps = Callable[["Procurement"], Iterator[Reason]]

_NOTICES = Source(
    _("Directive 2014/24/EU"), "art. 49-52", national={"SE": Source("Lag (2019:668)", "4-7 §§", certain=False)}
)


def who_and_what(procurement: "Procurement") -> Iterator[Reason]:
    """What must be known before everybody sees the plan: who buys, and what."""
    if procurement.organisation_id is None:
        yield Reason(_("Say which organisation buys."), field="organisation")
    if not procurement.cpvs.all():
        yield Reason(_("Choose at least one CPV code: suppliers find the procurement by it."), field="cpvs")


def answers_awaited(procurement: "Procurement") -> Iterator[Reason]:
    """Members are asked to answer by a day that is still to come."""
    due_on = procurement.answers_due_on
    if due_on is None:
        yield Reason(_("Say by which day the members answer."), field="answers_due_on")
    elif due_on < timezone.localdate():
        text = _("The day by which the members answer, %(day)s, is over.")
        yield Reason(text, None, "answers_due_on", {"day": due_on})


def somebody_asked(procurement: "Procurement") -> Iterator[Reason]:
    """A market dialogue is led for those who may take part."""
    if not procurement.participations.standing().exists():
        yield Reason(_("Ask the members whether they take part."), field="participation")


def group_appointed(procurement: "Procurement") -> Iterator[Reason]:
    """A specification is written by somebody: the procurement's agreement group."""
    if not requirements.seats_of(procurement):
        yield Reason(_("Appoint an agreement group: it writes the specification."), field="group")


def procedure_chosen(procurement: "Procurement") -> Iterator[Reason]:
    """The procedure is one that the jurisdiction knows; whether its thresholds leave it open, ``values`` says."""
    if procurement.procedure not in KNOWN[procurement.cooperation.jurisdiction]:
        yield Reason(_("Choose the procedure."), field="procedure")


def explained(procurement: "Procurement") -> Iterator[Reason]:
    """Lots, duration, climate and environment are stated, or the reasons recorded."""
    yield from preparing.gaps(
        preparing.Prepared(
            jurisdiction=procurement.cooperation.jurisdiction,
            kind=procurement.kind,
            procedure=procurement.procedure,
            months=procurement.agreement_months,
            long_term_reason=procurement.long_term_reason,
            is_divided=procurement.is_divided,
            undivided_reason=procurement.undivided_reason,
            climate_weight=_climate_weight(procurement),
            climate_reason=procurement.climate_reason,
        )
    )


def _climate_weight(procurement: "Procurement") -> Decimal:
    """What climate and environment weigh: as it is stated, and no more than the requirements give them where anything
    is weighted; nothing stated is counted from the requirements."""
    stated, weighed = procurement.climate_weight, requirements.climate_weight_of(procurement)
    if stated is None:
        return weighed
    return min(stated, weighed) if procurement.requirements.accepted().weight() else stated


def in_time(procurement: "Procurement") -> Iterator[Reason]:
    """The planned days leave suppliers the minimum time limits, and the standstill its days."""
    if procurement.procedure == Procedure.DIRECT:
        return
    if procurement.notice_on is None and procurement.published_on is None:
        yield Reason(_("Say when the contract notice is planned."), field="notice_on")
        return
    plan = timetable(procurement)
    for row in time_limits.checked(plan):
        if row.day is None and _is_asked(row, plan):
            yield Reason(_("%(what)s: say when."), None, row.field, {"what": row.label})
        elif row.is_too_early:
            allowed = row.agreed or row.earliest
            text = _("%(what)s: %(planned)s is too early. The law allows %(earliest)s at the earliest.")
            params = {"what": row.label, "planned": row.day, "earliest": allowed.day}
            yield Reason(text, allowed.steps[0].source, row.field, params)


def _is_asked(row: time_limits.Planned, plan: time_limits.Timetable) -> bool:
    """Whether the notice states the day: each that has a minimum, and that of tenders where they come at once."""
    if row.field == "tenders_due_on" and not time_limits.in_two_steps(plan.procedure):
        return True
    return row.field != "starts_on" and row.earliest.day is not None


def timetable(procurement: "Procurement") -> time_limits.Timetable:
    """The planned days as the law reads them; counted from the notice itself, once it is out."""
    procedure = procurement.procedure
    return time_limits.Timetable(
        jurisdiction=procurement.cooperation.jurisdiction,
        procedure=time_limits.DYNAMIC if procurement.kind == "dps" and procedure == Procedure.RESTRICTED else procedure,
        notice_on=procurement.published_on or procurement.notice_on,
        requests_due_on=procurement.requests_due_on,
        tenders_due_on=procurement.tenders_due_on,
        award_on=procurement.award_on,
        starts_on=procurement.starts_on,
        circumstances=time_limits.Circumstances(
            prior_notice_on=procurement.prior_notice_on, urgent=bool(procurement.urgency_reason.strip())
        ),
    )


def notice_linked(procurement: "Procurement") -> Iterator[Reason]:
    """Rule 9: a notice is published in a registered database, and the portal links to it."""
    if not procurement.notice_url.startswith("https://"):
        source = _NOTICES.within(procurement.cooperation.jurisdiction)
        yield Reason(_("Give the link to the notice, beginning with https://."), source, "notice_url")
    if procurement.published_on is None:
        yield Reason(_("Say on which day the notice was published."), field="published_on")
    elif procurement.published_on > timezone.localdate():
        yield Reason(_("A notice that is published later is recorded then."), field="published_on")


def results_named(procurement: "Procurement") -> Iterator[Reason]:
    """A procurement that is concluded ended in agreements on a day; the result notice follows within thirty days."""
    if not procurement.results.exists():
        yield Reason(_("Name the agreements that the procurement ended in."), field="results")
    day = procurement.concluded_on
    if day is None:
        yield Reason(_("Say on which day the agreements were concluded."), field="concluded_on")
    elif day > timezone.localdate() or (procurement.published_on and day < procurement.published_on):
        yield Reason(_("The agreements are concluded after the notice, and not in the future."), field="concluded_on")
    if procurement.result_url and not procurement.result_url.startswith("https://"):
        yield Reason(_("Give the link to the result notice, beginning with https://."), None, "result_url")


def closed(procurement: "Procurement") -> Iterator[Reason]:
    """The portal records no tenders: what is decided about them stands in the tender system."""
    yield Reason(
        _("Tenders, their evaluation and the award are recorded outside the portal so far."),
        field="stage",
    )


#: What each step asks; a step that is not named asks nothing beyond its stage.
GATES: Mapping[str, tuple[Gaps, ...]] = {
    "planned": (who_and_what,),
    "participation_opened": (who_and_what, answers_awaited),
    "dialogue_opened": (somebody_asked,),
    "specification_opened": (somebody_asked, group_appointed, dialogue.gaps),
    "made_ready": (
        who_and_what,
        participation.gaps,
        dialogue.gaps,
        values.gaps,
        requirements.gaps,
        procedure_chosen,
        explained,
        in_time,
    ),
    "published": (dialogue.gaps, in_time),
    "evaluation_opened": (closed,),
    "awarded": (closed,),
}

#: What a step asks of what its own form carries.
SAID: Mapping[str, tuple[Gaps, ...]] = {
    "published": (notice_linked,),
    "completed": (results_named,),
}


def gate(name: str, procurement: "Procurement") -> Answer:
    """Whether the named step can be begun; every gap is named at once, those of the checklist last."""
    return answer(_missing(GATES.get(name, ()), name, procurement))


def said(name: str, procurement: "Procurement") -> Answer:
    """Whether the named step can be taken, with what its form has said: the whole of its gate."""
    return answer(_missing((*SAID.get(name, ()), *GATES.get(name, ())), name, procurement))


def _missing(asked: tuple[Gaps, ...], name: str, procurement: "Procurement") -> Iterator[Reason]:
    for gaps in asked:
        yield from gaps(procurement)
    yield from checklists.gaps(procurement, name)
