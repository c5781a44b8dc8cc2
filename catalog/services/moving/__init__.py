"""Moving in and out: lists of products are started, checked, taken and discarded."""
