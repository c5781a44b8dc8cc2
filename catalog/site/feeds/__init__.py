"""The catalogue for programs of others: Google's merchant feed, the sitemap, robots.txt."""
