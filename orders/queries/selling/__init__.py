"""Orders as the people who ship them see them: their own lines, and what those come to."""
