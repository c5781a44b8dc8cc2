"""Names of the work this app gives to workers."""

EXPIRE_UNPAID_ORDERS = "orders.expire_unpaid_orders"
SWEEP_CARTS = "orders.sweep_carts"
