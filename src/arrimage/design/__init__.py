"""What everything looks like: base templates, components, tokens, figures. Knows no context."""
