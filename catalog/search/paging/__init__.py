"""A page of results: where it begins, how common what is asked for is, and the statement that finds it."""
