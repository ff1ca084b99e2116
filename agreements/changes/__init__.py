"""Changes of an agreement: what each would come to, what it touches, and how the agreement tells of them afterwards."""
