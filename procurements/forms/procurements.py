"""The forms of a procurement. They check shape; the services decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.states import AgreementKind
from portal.accounts.actor import actor_of
from portal.governance.forms.decisions import DecisionChoice
from portal.governance.models import Decision
from portal.governance.states.meetings import MeetingState
from portal.law.jurisdictions import JurisdictionCode
from portal.law.procedures import Procedure
from portal.organisations.models import Cooperation
from portal.reference.models import County
from portal.web.forms import DateField, MoneyField, VersionForm
from portal.web.lookups import LookupField, LookupsField
from procurements.models import Procurement
from procurements.rules.procurements import OPEN_TO_THE_END, has_asked, is_fixed
from procurements.services.procurements import FIELDS, ROWS, ProcurementData
from procurements.states.stages import ENDED

_DIVIDED = {True: "yes", False: "no", None: ""}


def _reasons(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ProcurementForm(VersionForm):
    """A procurement of ``cooperation``; without one, the person chooses among those whose office they work in.

    A stored one that is ready for its notice, or announced, offers only what can still be changed; one whose members
    have been asked does not offer the day of their answers.
    """

    cooperation = forms.ModelChoiceField(Cooperation.objects.none(), label=_("Cooperation"), empty_label=None)
    title = forms.CharField(label=_("Title"), max_length=250)
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What is going to be bought, for whom, and how a supplier can prepare."),
    )
    cpvs = LookupsField("cpv", label=_("CPV codes"), required=False, help_text=_("Type a word or a code."))
    organisation = LookupField("organisation", label=_("Contracting authority"), required=False)
    officer = LookupField("person", label=_("Procurement officer"), required=False)
    areas = forms.ModelMultipleChoiceField(
        County.objects.none(),
        label=_("Areas"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Where it will be delivered. None chosen means everywhere."),
    )
    estimated_min = MoneyField(label=_("Estimated value, from"), required=False)
    estimated_max = MoneyField(label=_("Estimated value, to"), required=False)
    decision = DecisionChoice(
        Decision.objects.none(),
        label=_("Decided by"),
        required=False,
        empty_label=_("No decision recorded"),
        help_text=_("The meeting's decision to procure together."),
    )
    after = forms.ModelChoiceField(
        Procurement.objects.none(),
        label=_("Starts after"),
        required=False,
        empty_label=_("No other procurement"),
        help_text=_("When that one moves, this one can move with it."),
    )
    replaces = LookupsField(
        "agreement",
        label=_("Takes the place of"),
        required=False,
        help_text=_("The agreements that it follows. Type a number or a word of the title."),
    )
    participation_on = DateField(label=_("Participation planned"), required=False)
    answers_due_on = DateField(
        label=_("Members answer by"), required=False, help_text=_("The last day to say whether they take part.")
    )
    dialogue_on = DateField(label=_("Market dialogue planned"), required=False)
    specification_on = DateField(label=_("Specification planned"), required=False)
    prior_notice_on = DateField(
        label=_("Prior information notice sent"),
        required=False,
        help_text=_("Sent 35 days to twelve months before the notice, it shortens the time limits."),
    )
    notice_on = DateField(label=_("Contract notice planned"), required=False)
    requests_due_on = DateField(
        label=_("Requests to participate due"),
        required=False,
        help_text=_("Only in procedures where suppliers ask to participate first."),
    )
    tenders_due_on = DateField(label=_("Tenders due"), required=False)
    award_on = DateField(label=_("Award decision planned"), required=False)
    starts_on = DateField(label=_("Agreement starts"), required=False)
    kind = forms.ChoiceField(label=_("Ends in"), choices=AgreementKind)
    agreement_months = forms.IntegerField(
        label=_("Duration in months"),
        required=False,
        min_value=1,
        max_value=1200,
        help_text=_("With every extension option."),
    )
    long_term_reason = _reasons(
        _("Reasons for more than four years"), _("A framework agreement that lasts longer explains why.")
    )
    procedure = forms.ChoiceField(
        label=_("Procedure"), required=False, choices=[("", _("Not chosen yet")), *Procedure.choices]
    )
    urgency_reason = _reasons(
        _("Reasons for urgency"), _("Only where the ordinary time limits cannot be kept; the notice states them.")
    )
    is_divided = forms.TypedChoiceField(
        label=_("Divided into lots"),
        required=False,
        choices=[("", _("Not decided yet")), ("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
    )
    undivided_reason = _reasons(_("Reasons for not dividing into lots"))
    climate_weight = forms.DecimalField(
        label=_("Weight of climate and environment, per cent"),
        required=False,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        help_text=_("At least 30 in Norway. Left empty, it is counted from the requirements."),
    )
    climate_reason = _reasons(_("Reasons for a lower weight"))

    def __init__(
        self,
        *args: Any,
        cooperation: Cooperation | None = None,
        procurement: Procurement | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.procurement = procurement
        offices = Cooperation.objects.filter(pk__in=actor_of(self.user).office)
        self.only = procurement.cooperation if procurement else cooperation or _only(offices)
        if self.only:
            del self.fields["cooperation"]
        else:
            self.fields["cooperation"].queryset = offices
        within = [self.only] if self.only else offices
        countries = {row.jurisdiction for row in within}
        self.fields["areas"].queryset = County.objects.filter(country__in=countries).in_order()
        decided = Decision.objects.filter(meeting__cooperation__in=within).select_related("meeting")
        held = decided.exclude(meeting__state=MeetingState.CANCELLED)
        self.fields["decision"].queryset = held.order_by("-meeting__held_on", "-pk")
        others = Procurement.objects.filter(cooperation__in=within).exclude(stage__in=ENDED).order_by("title")
        self.fields["after"].queryset = others.exclude(pk=procurement.pk) if procurement else others
        for name in ("estimated_min", "estimated_max"):
            self.fields[name].currency = self.only.currency if self.only else ""
        if JurisdictionCode.NO not in countries:
            del self.fields["climate_weight"], self.fields["climate_reason"]
        self.is_fixed = procurement is not None and is_fixed(procurement)
        if self.is_fixed:
            for name in set(FIELDS) - OPEN_TO_THE_END:
                self.fields.pop(name, None)
        self.has_asked = procurement is not None and has_asked(procurement)
        if self.has_asked:
            self.fields.pop("answers_due_on", None)

    @property
    def chosen_cooperation(self) -> Cooperation:
        return self.only or self.cleaned_data["cooperation"]

    def data_said(self) -> ProcurementData:
        """What the form says, and of what it does not ask what is stored, for the services."""
        kept = values_of(self.procurement) if self.procurement else {}
        said = kept | {name: self.cleaned_data[name] for name in FIELDS if name in self.fields}
        return ProcurementData(**said | {name: tuple(said[name]) for name in ROWS})


def _only(offices: Any) -> Cooperation | None:
    return offices[0] if len(offices) == 1 else None


def values_of(procurement: Procurement) -> dict[str, Any]:
    """What is stored of a procurement, by the names of ``ProcurementData``."""
    return {
        name: list(getattr(procurement, name).all()) if name in ROWS else getattr(procurement, name) for name in FIELDS
    }


def initial_of(procurement: Procurement) -> dict[str, Any]:
    """What the form shows of a stored procurement."""
    return values_of(procurement) | {
        "is_divided": _DIVIDED[procurement.is_divided],
        "version": procurement.version,
    }


class StepForm(VersionForm):
    """The question before a step."""


class ReasonForm(StepForm):
    """The question before a step that wants a reason."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It stays in the history."),
    )


class CancelForm(ReasonForm):
    """A reason that everybody reads, once the procurement has been published in the plan."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("Everybody can read it, once the procurement stands in the plan.")


class PublishedForm(StepForm):
    """Where and when the notice was published."""

    notice_url = forms.URLField(
        label=_("Link to the notice"),
        max_length=500,
        assume_scheme="https",
        help_text=_("In the registered database where the notice stands. The portal links to it."),
    )
    published_on = DateField(label=_("Published on"), help_text=_("The time limits are counted from this day."))


class ResultForm(StepForm):
    """Where the result notice stands."""

    result_url = forms.URLField(
        label=_("Link to the result notice"),
        max_length=500,
        assume_scheme="https",
        help_text=_("In the registered database where the result notice stands."),
    )


class CompletedForm(StepForm):
    """What the procurement ended in, concluded outside the portal."""

    results = LookupsField(
        "agreement",
        label=_("Agreements"),
        help_text=_("Register them first, then name them here. Type a number or a word of the title."),
    )
    concluded_on = DateField(label=_("Concluded on"), help_text=_("The result notice is due thirty days later."))
    result_url = forms.URLField(
        label=_("Link to the result notice"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("If it is out already; otherwise link to it afterwards."),
    )
