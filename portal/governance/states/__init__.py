"""The statuses of governance and the steps between them, a module per noun."""
