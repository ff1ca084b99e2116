"""The forms of proposals. They check shape; the services decide."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.actor import Place, actor_of
from portal.governance.models import Meeting
from portal.governance.services.meetings import MeetingData
from portal.governance.states.meetings import UNLOCKED
from portal.organisations.models import Cooperation, Group, GroupKind, Organisation
from portal.web import formats
from portal.web.forms import DateField, Form, MoneyField, VersionForm
from portal.web.lookups import LookupField
from procurements.models import Need, Proposal
from procurements.rules import proposals as rules
from procurements.services.deciding import Verdict
from procurements.services.proposals import FIELDS, WEIGHED, ProposalData
from procurements.states.proposals import DECIDED, Area, Effort, Priority, ProposalState

#: So many meetings are offered, the latest first.
MEETINGS = 30


def _text(label: Any, rows: int, **extra: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=20000, widget=forms.Textarea(attrs={"rows": rows}), **extra)


class ProposalForm(VersionForm):
    """A proposal to a cooperation. Who neither sits in the working group nor works in the office is not asked for what
    they weigh; the organisation is chosen among those for whom the person may propose."""

    cooperation = forms.ModelChoiceField(Cooperation.objects.none(), label=_("Cooperation"), empty_label=None)
    title = forms.CharField(
        label=_("What to procure together"), max_length=250, help_text=_("Such as work clothes for home care.")
    )
    description = _text(
        _("Description"), 5, required=False, help_text=_("What is needed, why together, and what matters.")
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Proposed for"), required=False, empty_label=_("All members")
    )
    area = forms.ChoiceField(label=_("Area"), choices=Area, initial=Area.OTHER, widget=forms.RadioSelect)
    cpv = LookupField("cpv", label=_("CPV code"), required=False, help_text=_("Type a word or a code, if you know it."))
    estimated_value = MoneyField(
        label=_("Estimated value a year"), required=False, help_text=_("For all who would take part, excluding VAT.")
    )
    wanted_by = DateField(label=_("Wanted by"), required=False)
    priority = forms.ChoiceField(label=_("Priority"), choices=Priority, initial=Priority.NORMAL)
    effort = forms.ChoiceField(
        label=_("Effort"),
        choices=Effort,
        initial=Effort.MEDIUM,
        help_text=_("The work that the procurement would be for the office and the members' experts."),
    )
    expected_benefit = MoneyField(
        label=_("Expected benefit a year"), required=False, help_text=_("What all members together would save.")
    )
    benefit_note = _text(_("The benefit in words"), 3, required=False)

    def __init__(self, *args: Any, proposal: Proposal | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposal = proposal
        actor = actor_of(self.user)
        own = rules.cooperations_of(actor)
        cooperations = {proposal.cooperation_id} if proposal else own
        if proposal is None and len(own) > 1:
            self.fields["cooperation"].queryset = Cooperation.objects.filter(pk__in=own)
        else:
            del self.fields["cooperation"]
        self.only = next(iter(cooperations), None)
        today = timezone.localdate()
        offered = Organisation.objects.filter(pk__in=actor.places(Place.ORGANISATION, *rules.VOTERS))
        if cooperations & actor.office:
            members = Organisation.objects.none()
            for cooperation in cooperations & actor.office:
                members |= Organisation.objects.members_of(cooperation, today)
            offered = Organisation.objects.filter(pk__in=[*members.values_list("pk", flat=True), *offered])
        if proposal is not None and proposal.organisation_id:
            offered |= Organisation.objects.filter(pk=proposal.organisation_id)
        self.fields["organisation"].queryset = offered.order_by("sort_sv")
        self.weighs = any(rules.may_weigh(actor, cooperation) for cooperation in cooperations)
        if not self.weighs:
            for name in WEIGHED:
                del self.fields[name]

    def cooperation_id(self) -> int:
        """The cooperation to which it is proposed."""
        chosen = self.cleaned_data.get("cooperation")
        return chosen.pk if chosen else self.only or 0

    def data_said(self) -> ProposalData:
        """What was typed, for the service; what was not asked for stays as it is."""
        kept = self.proposal or ProposalData(title="")
        return ProposalData(
            **{name: self.cleaned_data[name] if name in self.fields else getattr(kept, name) for name in FIELDS}
        )


def initial_of(proposal: Proposal) -> dict[str, Any]:
    """What the form shows of a proposal."""
    return {name: getattr(proposal, name) for name in (*FIELDS, "version")}


class CommentForm(Form):
    text = _text(_("Comment"), 3)


class MergeForm(VersionForm):
    """Which of the proposals that are alike this one is merged into."""

    into = forms.ModelChoiceField(
        Proposal.objects.none(), label=_("It is one with"), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, among: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = among
        self.fields["into"].label_from_instance = lambda row: f"{row.title} – {row.get_state_display()}"


class NeedsForm(Form):
    """Which needs are part of a proposal."""

    needs = forms.ModelMultipleChoiceField(Need.objects.none(), label=_("Needs"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, among: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["needs"].queryset = among
        self.fields["needs"].label_from_instance = lambda need: f"{need.what} – {need.organisation}"


class TakeUpForm(VersionForm):
    reason = _text(_("Why it is taken up again"), 4)


class MeetingChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Meeting) -> str:
        return f"{formats.date(obj.held_on)} · {obj.title}"


class ScheduleForm(Form):
    """The meeting at which proposals are decided: one that is registered, or a new one."""

    meeting = MeetingChoice(
        Meeting.objects.none(), label=_("Meeting"), required=False, empty_label=_("Register a meeting now")
    )
    held_on = DateField(label=_("Day of a new meeting"), required=False)
    title = forms.CharField(label=_("Title of a new meeting"), max_length=200, required=False)

    def __init__(self, *args: Any, cooperation_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cooperation_id = cooperation_id
        fitting = Meeting.objects.filter(self.fits(), cooperation=cooperation_id, state__in=UNLOCKED)
        fitting = fitting.filter(put_forward_at=None)
        latest = fitting.filter(group__kind=GroupKind.WORKING).order_by("-held_on", "-pk")
        offered = Q(pk__in=latest.values_list("pk", flat=True)[:MEETINGS]) | Q(pk=self.initial.get("meeting"))
        self.fields["meeting"].queryset = fitting.filter(offered).order_by("-held_on", "-pk")

    def fits(self) -> Q:
        """The meetings that may be chosen: those to come."""
        return Q(held_on__gte=timezone.localdate())

    def new_meeting(self) -> MeetingData | None:
        """The meeting of the working group to be registered, when a day is given and none is chosen."""
        if self.cleaned_data.get("meeting") or not self.cleaned_data.get("held_on"):
            return None
        groups = Group.objects.filter(cooperation=self.cooperation_id, kind=GroupKind.WORKING, closed_on=None)
        return MeetingData(
            title=self.cleaned_data["title"] or gettext("Meeting of the working group"),
            held_on=self.cleaned_data["held_on"],
            group=groups.first(),
        )


class DecideForm(ScheduleForm):
    """What a meeting that has been held decided on each of the proposals; their fields end with the proposal's id."""

    def fits(self) -> Q:
        return Q(held_on__lte=timezone.localdate())

    def __init__(self, *args: Any, proposals: Sequence[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposals = proposals
        outcomes = [(state.value, state.label) for state in ProposalState if state in DECIDED]
        for proposal in proposals:
            pk = proposal.pk
            national = LookupField(
                "agreement",
                label=_("National agreement, in the register"),
                required=False,
                help_text=_("Only where it is referred to one."),
            )
            national.for_user(self.user)
            self.fields |= {
                f"outcome-{pk}": forms.ChoiceField(label=_("Decision"), choices=outcomes, widget=forms.RadioSelect),
                f"answer-{pk}": _text(
                    _("Reasons"), 3, help_text=_("Whoever proposed it and reported its needs reads them.")
                ),
                f"national_agreement-{pk}": national,
                f"national_agreement_name-{pk}": forms.CharField(
                    label=_("National agreement, elsewhere"),
                    max_length=250,
                    required=False,
                    help_text=_("Its name, where the register does not have it."),
                ),
                f"revisit_on-{pk}": DateField(
                    label=_("Taken up again on"), required=False, help_text=_("Only where it is put off until a day.")
                ),
                f"version-{pk}": forms.IntegerField(widget=forms.HiddenInput, initial=proposal.version, required=False),
            }

    def verdicts(self) -> list[Verdict]:
        """What was typed, for the service."""
        said = self.cleaned_data
        return [
            Verdict(
                proposal_id=row.pk,
                version=said[f"version-{row.pk}"] or 0,
                **{
                    name: said[f"{name}-{row.pk}"]
                    for name in ("outcome", "answer", "revisit_on", "national_agreement", "national_agreement_name")
                },
            )
            for row in self.proposals
        ]
