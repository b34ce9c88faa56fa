"""The window: pages and API for people. Reads queries; writes by speaking."""
