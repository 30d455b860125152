/** Each side asks the other whether it is still there, in milliseconds. */
export const PING_MILLISECONDS = 1000

/** Pings without an answer after which the other side is taken to be gone. */
export const PINGS_MISSED = 4

/** Of a message that is no stream of bytes: the longest list of sandboxes is far below. */
export const MESSAGE_BYTES = 4 * 1024 * 1024

/** Bytes that a stream may be ahead of its reader. */
export const WINDOW_BYTES = 256 * 1024

/** Bytes that all streams of a connection together may be ahead: without it, distance would be a limit. */
export const CONNECTION_WINDOW_BYTES = 16 * 1024 * 1024

/** What HTTP/2 may keep for one connection, in MB: thousands of streams share one. */
export const SESSION_MEGABYTES = 1024
