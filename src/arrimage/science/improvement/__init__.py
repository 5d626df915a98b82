"""Did it change? Run charts and control charts of a measure followed through time."""
