"""What the columns of a list mean, in Vitrine's own format and in Shopify's."""
