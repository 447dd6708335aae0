"""What we run: models, tools, agents, and the decisions about them."""
