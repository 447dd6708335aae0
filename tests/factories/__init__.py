"""Functions that make records through the services, for every test that needs them."""
