"""``python -m bench``: how fast the portal answers on a large register, beside the same questions in plain SQL.

See docs/bench.md for how to run it and how to read what it prints.
"""
