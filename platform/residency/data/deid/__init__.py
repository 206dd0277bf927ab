"""De-identification of headers, text and pixels: pure rules; what finds text is behind a port."""
