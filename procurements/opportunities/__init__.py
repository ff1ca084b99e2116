"""Opportunities: what several members could procure together, by the register and by what they procured in 2021."""
