"""Orders in the admin: to read and to ship. Nothing is added, edited or deleted by hand."""

from orders.admin.order import OrderAdmin

__all__ = ["OrderAdmin"]
