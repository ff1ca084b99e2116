"""Goals as needs and requirements meet them: suggestions, panels and words."""
