"""The only home of SQLAlchemy: tables, transactions, stores."""
