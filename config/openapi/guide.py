"""What holds for every address of the API, for whoever reads its document or its pages."""

GUIDE = """\
Read the catalogue of a shop for products people turn around in their hands, order from it, and with an API key of a \
merchant change it and ship what was ordered.

**Addresses** end with a slash; without it you are led on with 308. Bodies and answers are JSON in UTF-8, and a member that \
nobody knows is refused. Money is text in major units (`"49.90"`) beside whole minor units, instants are \
RFC 3339 in UTC, countries ISO 3166, currencies ISO 4217. Members may be added to answers and words to lists of states: pass \
over what you do not know.

**Ways in.** A cart and an order open for whoever knows their address, which nobody guesses: keep it as you would a password. \
What is a merchant's needs `Authorization: Bearer vtr_…`, a key that owners make in the admin for `catalog:read`, \
`catalog:write`, `orders:read` or `orders:write`. Customers who are logged in come with their session and `X-CSRFToken`. No \
answer allows other sites' scripts to read it (CORS), so a storefront elsewhere asks from its own server.

**Problems** are `application/problem+json` (RFC 9457). Go by `code`, which is stable; show `detail`, which is a sentence for \
people. `errors` name each member that was wrong by a JSON pointer, `#/lines/0/quantity`, or each query parameter by its name; \
facts such as `line` or `actual_total` stand beside them. `/api/v1/problems/` lists every code. 400: mend the request. 401, 403: \
another key. 404: not there, or not yours. 409: not as things stand; nothing has changed. 422: well formed, and cannot be done. \
429, 503: the same again after `Retry-After`.

**Once.** Send an `Idempotency-Key` of your own with what must not happen twice, and repeat it until you are answered: for 24 \
hours the answer is the one that was given, with `Idempotency-Replayed: true`. 409 `request_running` while the first is under \
way, 422 `idempotency_key_reused` for another body. What was refused leaves the key free.

**Lists** come page by page: go on with `next`, which is also in the header `Link`, until it is null. To keep up with products or \
orders ask with `updated_since`, go on with `next`, and ask next time from the `until` of the last page: nothing is left out, some \
things come twice.

**How often.** `RateLimit` tells what a key has left in this minute; beyond it comes 429 `quota_exceeded`.

**Webhooks**, made by owners in the admin, are POSTs signed as in Standard Webhooks: HMAC-SHA256, by the secret after `whsec_`, \
over `webhook-id`, `webhook-timestamp` and the body as it came, parted by dots. Answer 2xx within 15 seconds, take each \
`webhook-id` once, and go by what the order is now: messages may come twice and in another order. What was missed is listed below \
`/api/v1/merchant/webhooks/` for a month and sent again on demand.

**A storefront** goes `POST /carts/`, `…/quote/`, `…/checkout/` with the total that was shown, sends the buyer to `payment_url`, \
and reads `/orders/{order_id}/`; a server that does so for all of its buyers is one client where orders that are not paid are \
counted (429 `too_many_unpaid`), so ask the shop for room. **A warehouse** lists `/merchant/orders/?to_do=ship`, ships `to_ship_quantity` of each line with \
`…/fulfilments/`, and keeps up with `updated_since`.
"""

TAGS = [
    {"name": "products", "description": "What is on sale, as everybody sees it."},
    {"name": "categories", "description": "The tree in which products stand."},
    {"name": "collections", "description": "Products that a merchant gathered, in an order."},
    {"name": "attributes", "description": "What products say of themselves, and lists are filtered by."},
    {"name": "carts", "description": "From the first thing in a cart to its order."},
    {"name": "orders", "description": "Orders of whoever knows their address, or is logged in."},
    {"name": "countries", "description": "Where orders go, and what addresses there have."},
    {
        "name": "merchant",
        "description": "A merchant's own products, prices, stock and part of orders, with a key.",
    },
    {
        "name": "webhooks",
        "description": "What merchants' programs are told without asking, and what became of it.",
    },
]
