"""The specification of a procurement as pages, papers and files show it."""
