"""Composition root: the command line, settings and supervision."""
