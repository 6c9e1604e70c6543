"""Mails: files that hold them, their headers, their bodies."""
