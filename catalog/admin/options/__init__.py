"""Options on a product's page, the page of one option, and what each variant is of them."""
