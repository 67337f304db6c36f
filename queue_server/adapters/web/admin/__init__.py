"""The back office: each kind of thing is declared once; API and pages are made from the declaration."""
