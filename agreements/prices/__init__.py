"""Price lists: read from files, compared with the list in force, measured against an index, and searched."""
