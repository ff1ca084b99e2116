"""What is known of proposals beside their pages: who votes, how votes stand, what other pages and calendars show."""
