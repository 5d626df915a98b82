"""Human Services Data Specification 3.0: export, import and a read-only API.

`spec` is the format, `terms` our vocabularies in it, `saying` ours → HSDS, `hearing` HSDS → ours.
`docs/decisions/0005-hsds-mapping.md` says what became of each field, and why.
"""
