"""A moment of the model as text and as files: links, traces for other tools, modules for TLC. No pages, no database."""
