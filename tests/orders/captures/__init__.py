"""Taking what was authorised."""
