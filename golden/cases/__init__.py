"""One module a subject; each has `make()`, which returns `{file name: document}`."""
