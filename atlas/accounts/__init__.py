"""The people who work on the desk: sign-in, second factor, sessions that end, and what is written down about it.

django-allauth holds the pages of sign-in and second factor, django-axes counts failed attempts; this package
says what is stricter here. Nobody can sign up. Readers have no account.

    adapters       what allauth asks us: who may sign in, how secrets are stored
    throttling     what is kept of a failed attempt (two marks and a count), and the page of a lock-out
    second_factor  who has shown a second factor, and which pages are open without it
    sessions       when a session ends
    middleware     the three above, at each request
    lost_session   a form that was sent too late: nothing is lost
    trail          what becomes an audit event
"""
