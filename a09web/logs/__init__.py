"""Logs of real queues, read and checked against the model."""
