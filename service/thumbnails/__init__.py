"""Small pictures of media files, for lists of many: a WebP of at most 640 pixels and 60 kB, and a placeholder."""
