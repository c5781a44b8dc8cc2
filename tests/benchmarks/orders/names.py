"""What the two shops and what is done in them are called in the results."""

OURS, PEER = "Vitrine", "django-oscar"
ADD, FLOW = "add to cart", "whole order flow"
# Done on the pages of both: shown, and nothing is aimed at.
ON_PAGES = " on pages"
