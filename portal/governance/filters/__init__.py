"""What lists of governance are narrowed by, a module per noun."""
