"""Voice banks: clips made by a speech engine or recorded by people, kept as files, joined to announcements."""
