"""Everything about a file that must hold before memory is spent on it."""
