from portal.governance.models.attendance import TAKEN, Adjuster, Attendance, AttendanceStatus, MinutesNote
from portal.governance.models.budgets import Budget, BudgetLine, LineKind, OutcomeEntry, OutcomeFile
from portal.governance.models.commission import CommissionRate
from portal.governance.models.cost_keys import Apportionment, ApportionmentShare, CostKey, LimitUnit
from portal.governance.models.decisions import Decision, DecisionCondition, Reservation
from portal.governance.models.duties import Competence, Duty, Responsibility
from portal.governance.models.events import Event, EventKind, EventMaterial, SignUp
from portal.governance.models.experts import Expert, ExpertKind, Recommendation
from portal.governance.models.fees import FeeBasis, MembershipFee, MembershipFeeShare
from portal.governance.models.goals import Goal, Measurement, Strategy
from portal.governance.models.handover import Handover, HandoverItem
from portal.governance.models.invoices import (
    AccountKind,
    AddressScheme,
    BillingDetails,
    Invoice,
    InvoiceLine,
    InvoiceRun,
    InvoicingDetails,
    ReferenceKind,
    Vat,
)
from portal.governance.models.meetings import AgendaItem, AgendaKind, Meeting, Paper
from portal.governance.models.memberships import MembershipDecision, MembershipEnd
from portal.governance.models.policies import Policy
from portal.governance.models.polls import Availability, DateAnswer, DateOption
from portal.governance.models.risks import Risk
from portal.governance.models.scenarios import Scenario

__all__ = [
    "TAKEN",
    "AccountKind",
    "AddressScheme",
    "Adjuster",
    "AgendaItem",
    "AgendaKind",
    "Apportionment",
    "ApportionmentShare",
    "Attendance",
    "AttendanceStatus",
    "Availability",
    "BillingDetails",
    "Budget",
    "BudgetLine",
    "CommissionRate",
    "Competence",
    "CostKey",
    "DateAnswer",
    "DateOption",
    "Decision",
    "DecisionCondition",
    "Duty",
    "Event",
    "EventKind",
    "EventMaterial",
    "Expert",
    "ExpertKind",
    "FeeBasis",
    "Goal",
    "Handover",
    "HandoverItem",
    "Invoice",
    "InvoiceLine",
    "InvoiceRun",
    "InvoicingDetails",
    "LimitUnit",
    "LineKind",
    "Measurement",
    "Meeting",
    "MembershipDecision",
    "MembershipEnd",
    "MembershipFee",
    "MembershipFeeShare",
    "MinutesNote",
    "OutcomeEntry",
    "OutcomeFile",
    "Paper",
    "Policy",
    "Recommendation",
    "ReferenceKind",
    "Reservation",
    "Responsibility",
    "Risk",
    "Scenario",
    "SignUp",
    "Strategy",
    "Vat",
]
