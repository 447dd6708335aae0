"""Who may do what: people, teams, roles as data, grants and API keys."""
