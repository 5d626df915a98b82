"""Reading texts together: do coders agree, what is coded with what, when nothing new comes any more."""
