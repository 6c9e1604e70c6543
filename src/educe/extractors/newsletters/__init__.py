"""Newsletters: what a message says and links to, and which of its links are articles."""
