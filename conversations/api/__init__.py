"""The public API of conversations, version 1; documented at /api/schema/ and docs/subsystems/delivery.md."""
