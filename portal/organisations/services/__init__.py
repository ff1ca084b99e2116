"""What is done to organisations, cooperations, groups and roles."""
