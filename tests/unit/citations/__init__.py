"""Citations: text in, record out; record in, text out. No database, no Django."""
