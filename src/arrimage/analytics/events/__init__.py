"""Events on files, of any size: read and checked, sorted by person, handed to the one pass of `science`.

`reading.opened` makes any file a table of the same five columns and says which rows it refused;
`measuring.shared_out` puts each person's events together and in order, under a memory limit; what it gives
runs the pass. `store` keeps events already sorted, so that nobody sorts them twice; `spark` hands the same
pass to a cluster.
"""
