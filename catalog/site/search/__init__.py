"""The search page: a form that asks by its address alone, and what was found."""
