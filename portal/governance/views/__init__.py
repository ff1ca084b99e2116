"""The pages of governance, a module per noun."""
