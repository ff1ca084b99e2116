"""The pages of call-offs: the list, making one, its course and its documents."""
