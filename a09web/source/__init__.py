"""The source beside a sandbox: the model's TLA+, highlighted, what each bug changes in it, and its twin in SQL.

Knows the model and its modules only.
"""
