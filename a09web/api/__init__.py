"""The same for programs: sandboxes, scenarios, short links and what the explorer answers, as JSON."""
