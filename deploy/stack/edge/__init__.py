"""What the world sees: names, certificates, the firewall, CloudFront and the static files behind it."""
