"""Who may do what: debates, discussions and communities of practice."""
