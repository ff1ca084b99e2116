"""The pages of strategies, goals and measurements."""
