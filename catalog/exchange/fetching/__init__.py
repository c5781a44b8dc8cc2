"""Files from addresses that strangers have written: fetched within bounds, and never from inside of our network."""
