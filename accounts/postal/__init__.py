"""Addresses as each country writes them: which parts there are, in what order, and what each must look like."""
