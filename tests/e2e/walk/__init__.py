"""The walk: every page that the site leads to, and everything that opens on it.

`markup` reads a page as a browser without scripts does; `strangers` follow its links and fill in its forms; `places`
tells which pages there have to be; `looking` looks at each of them in a real browser, with `looking.js`.
"""
