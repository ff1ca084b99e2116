"""Spreadsheets that people hand in: read safely, columns matched to fields, every problem told by row and column."""
