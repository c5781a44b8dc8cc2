"""Questions to addresses that strangers have written: put within bounds, and never to anything inside of our network."""
