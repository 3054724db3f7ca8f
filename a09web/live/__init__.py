"""Rooms: carry a version and ready HTML to whoever watches. Knows nothing of what a room is about.

The database holds the truth and HTTP carries what people do. A frame may get lost: every frame and every heartbeat
names a version, and a client that sees another version than its own fetches the page's present state.
"""
