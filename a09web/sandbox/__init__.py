"""A learner's sandbox: its schedule and steps in the database, and the page on which it is broken."""
