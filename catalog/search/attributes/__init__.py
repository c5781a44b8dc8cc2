"""Finding products by what is said of them: which attributes are filters, what is asked of them, and the counts."""
