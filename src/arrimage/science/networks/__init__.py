"""The science of inter-organisational networks: pure functions over a `Network`.

`panel.measure` gives everything at once; each family has its file. Two conventions everywhere:

- direction counts in density, reciprocity, degrees, betweenness, diameter and brokerage; everything else is
  read on the undirected simple graph, where two organisations are tied as soon as one arc joins them;
- one value per organisation means a tuple in the order of `Network.organisations`; `None` means that the
  question has no answer there (the density of one organisation), which is not zero.

Definitions chosen where the field disagrees: `docs/decisions/0010-networks.md`.
"""
