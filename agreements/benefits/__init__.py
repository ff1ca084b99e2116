"""Benefits as the rest of the portal meets them: methods, sums, what was expected, panels, deadlines and words."""
