"""Headers with planted tokens: what de-identification leaves of them, and of an object's form."""
