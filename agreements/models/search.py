"""What is gathered about an agreement from the rows below it, so that finding it needs no joins."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from agreements.models.agreements import Agreement


class AgreementSearch(models.Model):
    """The words of an agreement and what it answers somebody's need by, kept by ``search.refresh``.

    ``text`` and ``vector`` hold all words: its own, those of its lots, suppliers and owner. ``need`` and
    ``need_vector`` leave the names of suppliers and owner out, for what somebody needs is not sold by whoever has the
    word in a name; the vector has the CPV codes too, each as a word (``cpv15511000``). ``entitled`` are the
    organisations named as buyers, or the owner of an agreement that names nobody.
    """

    agreement = models.OneToOneField(Agreement, models.CASCADE, primary_key=True, related_name="search")
    text = models.TextField()
    vector = SearchVectorField()
    need = models.TextField()
    need_vector = SearchVectorField()
    entitled = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        indexes = [
            GinIndex(fields=["vector"], name="agreement_search_words"),
            GinIndex(OpClass("text", name="gin_trgm_ops"), name="agreement_search_parts"),
            GinIndex(fields=["need_vector"], name="agreement_need_words"),
            GinIndex(OpClass("need", name="gin_trgm_ops"), name="agreement_need_parts"),
            GinIndex(fields=["entitled"], name="agreement_search_entitled"),
        ]

    def __str__(self) -> str:
        return str(self.agreement_id)


class AgreementSummary(models.Model):
    """What lists show and count of an agreement beside its own columns, kept by ``search.refresh``.

    A narrow row: the facets of a hundred thousand agreements are counted by reading it instead of a million rows of
    codes, buyers, lots and suppliers. ``divisions`` begins with the main code's, ``suppliers`` and their names stand in
    the order of lots and ranks, each once.
    """

    agreement = models.OneToOneField(Agreement, models.CASCADE, primary_key=True, related_name="summary")
    divisions = ArrayField(models.CharField(max_length=2), default=list)
    buyers = ArrayField(models.BigIntegerField(), default=list)
    suppliers = ArrayField(models.BigIntegerField(), default=list)
    supplier_names = ArrayField(models.CharField(max_length=200), default=list)

    def __str__(self) -> str:
        return str(self.agreement_id)


class SearchWord(models.Model):
    """A word that stands in some agreement or in the label of one of its codes: what a typing error may have meant.

    ``plain`` is without rings, dots and strokes. A word that no agreement holds any more stays, and finds nothing.
    """

    word = models.CharField(max_length=60, primary_key=True)
    plain = models.CharField(max_length=60)

    class Meta:
        indexes = [GinIndex(OpClass("plain", name="gin_trgm_ops"), name="search_word_parts")]

    def __str__(self) -> str:
        return self.word
