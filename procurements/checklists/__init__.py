"""What checklists say in words and register with the apps below."""
