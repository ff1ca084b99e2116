"""The verbs of price lists and of the indices that prices follow."""

from agreements.services.prices.approval import approve, predecessor, withdraw
from agreements.services.prices.drafts import CHECK, adjust, discard, keep_check, match_columns, start_check, upload
from agreements.services.prices.indices import add_index, clause_of, set_index_value, state_clause

__all__ = [
    "CHECK",
    "add_index",
    "adjust",
    "approve",
    "clause_of",
    "discard",
    "keep_check",
    "match_columns",
    "predecessor",
    "set_index_value",
    "start_check",
    "state_clause",
    "upload",
    "withdraw",
]
