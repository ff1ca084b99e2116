"""The duties of a cooperation: those that the portal proposes, and how far they are covered."""
