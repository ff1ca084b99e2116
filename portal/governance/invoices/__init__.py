"""Invoices for fees and cost shares: what is charged, the electronic invoice, its check, and the work that issues."""
