"""The filters of the backlog; the links of start pages use them, too."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.filters import FilterForm, Narrowing, Values, division, identity, one_of
from agreements.search import LONGEST, MOST_WORDS
from portal.accounts.actor import actor_of
from procurements.models import Proposal
from procurements.rules.proposals import all_votes_of
from procurements.states.proposals import Area, Effort, Priority, ProposalState


class ProposalFilter(Narrowing):
    """What is asked for: OR within a parameter, AND between parameters."""

    q = django_filters.CharFilter(label=_("Search"), method="with_words", max_length=LONGEST)
    state = Values(_("State"), one_of(*ProposalState), "equal")
    unvoted = Values(_("Awaits my vote"), one_of("1"), "awaiting_vote")
    priority = Values(_("Priority"), one_of(*Priority), "equal")
    area = Values(_("Area"), one_of(*Area), "equal")
    category = Values(_("Category"), division, "in_category")
    effort = Values(_("Effort"), one_of(*Effort), "equal")
    organisation = Values(_("Proposed for"), identity, "equal")
    workshop = Values(_("Workshop"), identity, "equal")
    meeting = Values(_("Meeting"), identity, "equal")
    cooperation = Values(_("Cooperation"), identity, "equal")

    class Meta:
        model = Proposal
        fields: list[str] = []
        form = FilterForm

    def with_words(self, found: QuerySet, name: str, value: str) -> QuerySet:
        """Every word stands in the title, the description or the name of those for whom it is proposed."""
        for word in value.split()[:MOST_WORDS]:
            found = found.filter(
                Q(title__icontains=word) | Q(description__icontains=word) | Q(organisation__name__icontains=word)
            )
        return found

    def in_category(self, found: QuerySet, name: str, value: list[str]) -> QuerySet:
        wanted = Q()
        for code in value:
            wanted |= Q(cpv__code__startswith=code)
        return found.filter(wanted)

    def awaiting_vote(self, found: QuerySet, name: str, value: list[str]) -> QuerySet:
        return found.awaiting(all_votes_of(actor_of(self.request.user)), timezone.localdate())
