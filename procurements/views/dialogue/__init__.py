"""The pages of a market dialogue, for those who lead it."""
