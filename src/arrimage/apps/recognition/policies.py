"""Who may do what: coaching and recognition, asked for by a team."""
