"""What leaves a procurement on paper, made by workers."""
