"""Pages of organisations, cooperations, groups, roles and people."""
