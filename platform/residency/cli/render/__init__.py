"""What people see: tables, live progress, plain lines; and JSON for programs."""
