"""How readers get what the mirror has: where they ask, page by page, and along the tree of categories."""
