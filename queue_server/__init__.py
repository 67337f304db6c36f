"""The server of Mời Số: issues tickets, calls them and tells every display."""
