"""Goals as agreements meet them: panels, deadlines and words."""
