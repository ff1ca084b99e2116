"""The register of experts: its letter, its words, and what other pages show of it."""
