"""What leaves the portal on paper: the fact sheet, the confirmation of a call-off, the proof of the right to buy."""
