"""Benchmarks: python -m bench [--quick] [--only PART] [--json FILE]

They measure on the embedded PostgreSQL as users have it, fsync and all. Times differ from run to
run and from machine to machine, so what is compared is measured in the same run, turn by turn.
"""
