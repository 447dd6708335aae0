"""What needs a person today, and the first page of the product."""
