"""What the shops and what is done in them are called in the results."""

# django-oscar sells on pages alone; its API is another package.
OURS, PEER, PEER_API = "Vitrine", "django-oscar", "django-oscar-api"
ADD, FLOW = "add to cart", "whole order flow"
# Done on the pages of both.
ON_PAGES = " on pages"
