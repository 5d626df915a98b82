"""Who may do what: interviews, transcripts and coding."""
