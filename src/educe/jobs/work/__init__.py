"""Doing the work: a parent that beats and delivers, and child processes that run extractors.

worker.py    the parent: registers, takes deliveries, beats, drains
rescue.py    the sweeper beside it
children.py  the parent's child processes
protocol.py  what the two say to each other
child.py     a child's main
slices.py    one slice of work on one job
store.py     a slice's statements
context.py   what an extractor sees of its job
reach.py     what it reaches outside: mailboxes, files of mails, links
lending.py   what is open, lent to one item after the other
artifacts.py files that it leaves
connection.py a child's connections to the database
"""
