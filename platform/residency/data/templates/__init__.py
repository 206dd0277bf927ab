"""Chat formats: how a conversation becomes special tokens, texts and images. One file a format."""
