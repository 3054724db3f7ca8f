"""What lies across the workbooks: where they meet, which of them a bug belongs to, and public cases of both."""
