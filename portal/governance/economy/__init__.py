"""A cooperation's money: what it is reckoned from, how keys and models compare, and how that is shown."""
