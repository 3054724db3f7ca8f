"""What can still go wrong from a state: answered at once when it is small, else by a process of its own.

Knows the model only.
"""
