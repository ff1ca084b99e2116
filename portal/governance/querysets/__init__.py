"""What of governance a person sees, a module per noun."""
