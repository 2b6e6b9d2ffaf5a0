"""Keeping up with the literature: the registries are asked about our studies, and the published query is followed.

Everything here asks servers, so it runs in jobs and commands, outside any transaction and never for a page. What came
back is kept by the actions.
"""
