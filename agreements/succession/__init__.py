"""What a change among a cooperation's members does: read from the register, judged by the law, told in words."""

from agreements.succession.reading import ReorganisationData, as_json, data_of, effects_of, from_json

__all__ = ["ReorganisationData", "as_json", "data_of", "effects_of", "from_json"]
