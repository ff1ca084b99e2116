"""Registers from spreadsheets: read a file, match its columns, check every row, and write all of it or nothing.

``reading`` makes a sheet of an XLSX or CSV file and refuses what could harm. ``mapping`` says which column means what.
A layout (``layouts/``) turns rows into planned agreements and names every problem. ``checking`` compares the plan with
the register, ``writing`` registers it, ``work`` does both as jobs.
"""
