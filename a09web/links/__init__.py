"""Scenarios that travel: the page of a link, short links, what can be downloaded, pictures for chats, embedding."""
