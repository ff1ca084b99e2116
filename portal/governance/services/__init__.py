"""What is done in governance, one verb each, a module per noun."""
