"""From a file to rows, strictly: what cannot be read for certain is named, never guessed."""
