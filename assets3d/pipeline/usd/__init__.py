"""Models as USDZ, for the AR view of iPhones and iPads."""
