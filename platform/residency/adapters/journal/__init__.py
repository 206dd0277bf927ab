"""The journal of tracking: a write-ahead log that every call goes to first, and its replay."""
