"""Counting: a few aggregate queries in, plain numbers and codes out, a module per noun.

What comes out is plain JSON (dates as ISO text, money as text), so that it can be kept and shown later in any language.
Amounts are ex VAT in the cooperation's currency; what is in another currency counts as unknown.
"""

from portal.figures.counting.governing import governing
from portal.figures.counting.plan import plan
from portal.figures.counting.register import HORIZONS, member_municipalities, register
from portal.figures.counting.use import DECIDE_WITHIN, buyers_in, past_maximum, span_of_year, use

__all__ = [
    "DECIDE_WITHIN",
    "HORIZONS",
    "buyers_in",
    "governing",
    "member_municipalities",
    "past_maximum",
    "plan",
    "register",
    "span_of_year",
    "use",
]
