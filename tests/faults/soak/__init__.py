"""A soak: people at work on a small fleet while everything breaks, and somebody who watches.

.venv/bin/python -m tests.faults.soak --minutes 30 --seed 7
"""
