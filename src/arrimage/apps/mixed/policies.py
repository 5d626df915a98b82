"""Who may do what: logic models and joint displays: what figures and words say together."""
