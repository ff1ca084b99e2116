"""Handing over what somebody holds who leaves: what can be held, and how it passes on."""
