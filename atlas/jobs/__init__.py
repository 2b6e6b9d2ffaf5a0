"""What has to happen without anybody pressing a button: `registry` says what and how often, `runner` sees to it.

One entry for any scheduler: `manage.py run_due_jobs`. Two machines may call it at once: each job is guarded by an
advisory lock of the database.
"""
