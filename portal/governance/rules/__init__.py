"""Who may do what in governance, a module per noun."""
