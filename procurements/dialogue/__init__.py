"""What the market dialogue says in words and registers with the apps below."""
