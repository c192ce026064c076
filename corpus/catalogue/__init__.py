"""What is known of agreements, treaties, products and services: TOML of the package to typed values."""
