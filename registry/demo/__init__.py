"""A believable organisation for trying the product out, made through the services, so that its history is real."""
