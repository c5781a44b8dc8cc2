"""What programs send about products, member by member."""
