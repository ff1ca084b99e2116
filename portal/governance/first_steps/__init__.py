"""The way from an empty installation to a cooperation at work, taken by its first administrator."""
