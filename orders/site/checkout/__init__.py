"""From cart to order: the page, its form, and the price of what is typed into it."""
