"""Events on files, of any size: read and checked, sorted by person, handed to the one pass of `science`.

`reading.opened` makes any file a table of the same five columns and says which rows it refused; `sorted_runs`
streams them in order under a memory limit; `measuring.measured` runs the pass. `store` keeps events already
sorted, so that nobody sorts them twice; `spark` hands the same pass to a cluster.
"""
