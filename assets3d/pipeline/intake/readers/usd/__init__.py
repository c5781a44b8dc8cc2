"""USDZ: the package of iPhones and iPads."""
