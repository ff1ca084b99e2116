"""Follow-up as the rest of the portal meets it: its words, filters, deadlines and panels."""
