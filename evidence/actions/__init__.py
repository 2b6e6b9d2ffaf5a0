"""The only writers. Keyword-only, atomic, each leaves an audit event in the same transaction.

Admin buttons, commands, the API and the demonstration all come through this door.
"""
