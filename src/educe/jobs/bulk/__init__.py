"""Many jobs in one call: starting them, and doing something to those that exist."""
