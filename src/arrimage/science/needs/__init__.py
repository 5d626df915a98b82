"""What a population needs, what is offered, and how far a norm that somebody adopted is from both.

`population` (persons by age) → `prevalence` (persons by need group) → `profiles` (amounts of services);
`norms` beside `supply` → gaps; `gap.of_territory` gives everything at once; `uncertainty` gives the intervals
and says which assumption matters most. Choices: `docs/decisions/0016-needs-and-simulation.md`.
"""
