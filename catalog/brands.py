"""Who makes a product, if not the merchant: what is said under the attribute that programs call so."""

BRAND = "brand"
