"""What every request meets: errors, security, limits, the OpenAPI document, static files."""
