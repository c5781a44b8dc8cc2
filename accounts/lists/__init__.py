"""Lists of the admin that open as quickly with a million rows as with a few."""
