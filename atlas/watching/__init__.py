"""Seeing the site run: the number of each request, lines of the log as JSON, figures for whoever watches the servers.

request_ids    a number for each request, in its answer and in every line that is logged meanwhile
log_lines      one line of JSON for each record, without personal data
figures        what is counted (Prometheus)
state          what an operator wants to know in one look: jobs, outbox, backups, tables, room on the disk
"""
