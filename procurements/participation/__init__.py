"""What the rest of the portal is told of who takes part: words, panels, deadlines."""
