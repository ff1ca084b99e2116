"""The pages of price lists: searched, kept from a supplier's file to its end, and the indices that they follow."""
