"""What the two shops and the requests to them are called in the results."""

OURS, PEER = "Vitrine", "django-oscar"
DETAIL, LIST, FACTS = "product detail", "product list", "product list with facts"
# Known to the client: with the ETag of the answer before, and so answered by 304.
CONDITIONAL = ", known to the client"
# Made by Django for each request, out of Redis; as the shop runs, a process gives an answer again for a second.
MADE = ", made anew"
