"""Reading agent definitions: text in, frozen values and findings out.

Nothing in this package imports Sphinx or docutils, and nothing in it reads or writes files.
"""
