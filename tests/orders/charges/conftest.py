"""The tax service of these tests."""

from tests.doubles.tax_office import tax_office

__all__ = ["tax_office"]
