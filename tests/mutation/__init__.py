"""Mutation testing: small mistakes are made in the code of a room, one at a time, and its tests have to notice each."""
