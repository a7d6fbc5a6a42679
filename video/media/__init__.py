"""The media worker: forwards what browsers send, never decodes it. See docs/subsystems/video.md."""
