"""The forms of governance, a module per noun."""
