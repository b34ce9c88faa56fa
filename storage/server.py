"""A connection to PostgreSQL that waits for nothing for ever, and whose errors quote nobody."""

from typing import Any

import psycopg

# Longer than any statement may take: who is silent for so long is not there any more.
PATIENCE_SECONDS = 40.0


class Connection(psycopg.Connection[Any]):
    """As psycopg's. libpq notices a dead network by itself, but not a server that is stuck."""

    patience_seconds: float | None = PATIENCE_SECONDS

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Do one step of talk with the server.

        Raises psycopg.Error; OperationalError if the connection is lost, for whatever reason.
        """
        limit = self.patience_seconds if timeout is None else timeout
        try:
            return super().wait(gen, interval=interval, timeout=limit)
        except psycopg.Error as error:
            if self.pgconn.transaction_status == psycopg.pq.TransactionStatus.ACTIVE:
                self.pgconn.finish()  # its answer may still come, and would be taken for another's
            # The rest quotes values of the row, which are what people said.
            told = error.diag.message_primary or str(error)
            if self.closed and not isinstance(error, psycopg.OperationalError):
                raise psycopg.OperationalError(told) from None  # whoever was cut off did no wrong
            error.args = (told,)
            raise
