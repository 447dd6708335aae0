"""What was asked for and is not registered: shadow AI that officers should know of."""
