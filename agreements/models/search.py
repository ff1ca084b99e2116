"""What the search box looks in."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from agreements.models.agreements import Agreement


class AgreementSearch(models.Model):
    """The words of an agreement, its lots, suppliers and CPV labels in three languages, kept by ``search.refresh``."""

    agreement = models.OneToOneField(Agreement, models.CASCADE, primary_key=True, related_name="search")
    text = models.TextField()
    vector = SearchVectorField()

    class Meta:
        indexes = [
            GinIndex(fields=["vector"], name="agreement_search_words"),
            GinIndex(OpClass("text", name="gin_trgm_ops"), name="agreement_search_parts"),
        ]

    def __str__(self) -> str:
        return str(self.agreement_id)
