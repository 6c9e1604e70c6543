"""Newsletters made for the tests, in the styles of the services that send most of them."""
