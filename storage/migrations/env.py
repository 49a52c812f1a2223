"""What alembic runs for every upgrade: the steps, on the connection that `storage.migrate` opened.

That connection is in a transaction already, so nothing is committed here.
"""

from alembic import context

context.configure(**context.config.attributes)
context.run_migrations()
