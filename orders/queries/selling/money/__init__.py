"""Money of one order as the people who ship it see it."""
