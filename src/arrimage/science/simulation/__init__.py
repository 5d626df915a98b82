"""What a change would do: a network of services with arrivals, waits, priorities, people who give up.

`scenario.Scenario` says what is known; `traffic` what each service will receive, before anything is run;
`erlang` the formulas, at once; `running.simulate` the replications, with intervals; `running.compare` two
scenarios lived by the same people. Choices: `docs/decisions/0016-needs-and-simulation.md`.
"""
