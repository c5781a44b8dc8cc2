"""The parts of the one statement that reads products, and the rows that are made of what it returns."""
