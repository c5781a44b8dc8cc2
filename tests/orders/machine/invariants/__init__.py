"""What must be true of the rows after whatever has happened, in SQL that shares nothing with the shop's code.

Each asks for the primary keys of the rows that break it.
"""
