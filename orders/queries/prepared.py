"""Statements that PostgreSQL plans once a connection: `accounts.prepared`, by the name it has in this app."""

from accounts.prepared import Parameter, Prepared, Row, execute, reading, text_of

__all__ = ["Parameter", "Prepared", "Row", "execute", "reading", "text_of"]
