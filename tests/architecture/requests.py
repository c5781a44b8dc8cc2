"""What merchants' programs send to each address, so that it is done when it comes from the right one."""

from datetime import timedelta

from django.utils import timezone

MERCHANT = "api/v1/merchant/"
PRODUCT, VARIANT = f"{MERCHANT}products/<int:product_id>/", f"{MERCHANT}variants/<int:variant_id>/"
COLLECTION = f"{MERCHANT}collections/<int:collection_id>/"
MEDIA = f"{MERCHANT}media/<int:media_id>/"
DELIVERIES = f"{MERCHANT}webhooks/<int:endpoint_id>/deliveries/"
ORDERS, ORDER = f"{MERCHANT}orders/", f"{MERCHANT}orders/<int:number>/"
LATER = {name: (timezone.now() + timedelta(days=days)).isoformat() for name, days in (("a", 1), ("b", 2))}
PERIOD = {"price": "40.00", "starts_at": LATER["a"], "ends_at": LATER["b"]}
NEW = [{"sku": "NEW", "name": "New", "price": "1.00", "on_hand": 1}]
BOOKING = {"sku": "OWN", "by": 1, "reason": "received", "reference": "1"}

# What is sent to each address so that it is done, when it comes from the right program.
SENT: dict[tuple[str, str], object] = {
    ("GET", f"{MERCHANT}products/"): None,
    ("POST", f"{MERCHANT}products/"): {"name": "New", "category": "seats", "variants": NEW},
    ("GET", PRODUCT): None,
    ("PATCH", PRODUCT): {"name": "Other"},
    ("POST", f"{PRODUCT}variants/"): {"variants": NEW},
    ("PATCH", f"{PRODUCT}attributes/"): {"material": "Oak"},
    ("PUT", f"{PRODUCT}options/"): {"options": [{"name": "Wood", "values": [{"name": "Oak"}]}]},
    ("POST", f"{PRODUCT}pictures/"): {
        "address": "https://pictures.example/chair.png",
        "alt": "From the side",
    },
    ("POST", f"{PRODUCT}videos/"): {"video_url": "https://youtu.be/1", "alt": "How it folds"},
    ("PATCH", MEDIA): {"alt": "Folded"},
    ("DELETE", MEDIA): None,
    ("POST", f"{PRODUCT}publish/"): None,
    ("POST", f"{PRODUCT}schedule/"): {"publish_at": LATER["a"]},
    ("POST", f"{PRODUCT}call-off/"): None,
    ("POST", f"{PRODUCT}withdraw/"): None,
    ("POST", f"{PRODUCT}archive/"): None,
    ("POST", f"{PRODUCT}restore/"): None,
    ("PATCH", VARIANT): {"name": "Other"},
    ("POST", f"{VARIANT}retire/"): None,
    ("PUT", f"{VARIANT}price/"): {"price": "1.00"},
    ("POST", f"{VARIANT}prices/"): PERIOD,
    ("POST", f"{VARIANT}sales/"): PERIOD,
    ("DELETE", f"{VARIANT}sales/<int:price_id>/"): None,
    ("GET", f"{MERCHANT}collections/"): None,
    ("POST", f"{MERCHANT}collections/"): {"name": "Winter"},
    ("GET", COLLECTION): None,
    ("PATCH", COLLECTION): {"name": "Autumn"},
    ("DELETE", COLLECTION): None,
    ("PUT", f"{MERCHANT}prices/"): {"rows": [{"sku": "OWN", "price": "1.00"}]},
    ("POST", f"{MERCHANT}stock/"): {"rows": [BOOKING]},
    ("GET", ORDERS): None,
    ("GET", ORDER): None,
    ("POST", f"{ORDER}fulfilments/"): None,
    ("GET", f"{ORDER}fulfilments/"): None,
    ("PUT", f"{ORDER}fulfilments/<int:shipment_number>/"): {"carrier": "dhl", "tracking_number": "0034"},
    ("POST", f"{ORDER}capture/"): None,
    ("GET", f"{ORDER}refunds/"): None,
    ("POST", f"{ORDER}refunds/"): {"amount": "1.00", "reason": "goodwill"},
    ("GET", f"{ORDER}returns/"): None,
    ("POST", f"{ORDER}returns/"): {"reason": "damaged"},
    ("POST", f"{ORDER}returns/<int:return_number>/receive/"): None,
    ("POST", f"{ORDER}returns/<int:return_number>/refuse/"): {"answer": "It was worn."},
    ("GET", f"{ORDER}notes/"): None,
    ("POST", f"{ORDER}notes/"): {"text": "Ring twice."},
    ("POST", f"{ORDER}cancel/"): None,
    ("GET", f"{MERCHANT}webhooks/"): None,
    ("GET", DELIVERIES): None,
    ("POST", f"{DELIVERIES}<str:message_id>/again/"): None,
}
