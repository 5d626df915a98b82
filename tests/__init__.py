"""The tests of this house: a real package, since a library of ours installs one of the same name."""
