"""Our things said in other people's formats; no rule lives here."""
