"""The one door for writing letters: every function here is keyword-only, atomic, and leaves an audit event.

An audit event tells who did what to which letter, never what a letter says. What people wrote goes into sealed
columns and nowhere else: not into reasons, details, log lines or exceptions.
"""
