"""What answers say: figures over a `Sheet`, wherever it comes from. No database here.

`columns` reads a sheet as the science does; `protection` says what may be shown, and to whom; `items`,
`scales`, `crossing` and `pairs` compute; `words` says how, in plain words; `drawn` makes figures.
"""
