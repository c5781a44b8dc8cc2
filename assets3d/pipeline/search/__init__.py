"""Find the smallest encoding of a model that looks as good as it has to."""
