"""Letters about procurements, a module for each noun; ``procurements.tasks`` has the worker know them."""
