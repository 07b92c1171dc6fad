"""A labelled set of our own: hand-written pairs of records, and what has to be said of each.

The labels were written from docs and registry rules before the code was asked. One module a section; one row a pair.
"""
