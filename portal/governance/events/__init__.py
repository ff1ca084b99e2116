"""Events: their letters, calendars and deadlines, and what other pages show of them."""
