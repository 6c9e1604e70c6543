"""Mailboxes: where newsletters come from. Nothing in them is ever marked, moved or deleted."""
