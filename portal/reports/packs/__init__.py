"""The pack of a meeting: its agenda, every item with its papers, and the figures of the day, as one PDF."""
