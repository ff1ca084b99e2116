"""Goals as the rest of the portal meets them: how they stand, their drawing, panels, effects and deadlines."""
