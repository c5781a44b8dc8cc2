"""Files that nobody should be able to hurt us with, by what they are."""
