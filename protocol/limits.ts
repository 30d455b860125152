/** Version of the protocol: raised whenever an older peer could misread a message. */
export const PROTOCOL_VERSION = 3

/** Path of the WebSocket endpoint on the server that serves the site. */
export const SOCKET_PATH = '/live'

/** Largest message that a client may send, in bytes of the WebSocket frame. */
export const MAXIMUM_MESSAGE_BYTES = 64 * 1024

/** Longest input of one frame: a paste is sent in pieces of this size. */
export const MAXIMUM_INPUT_BYTES = 8 * 1024

/** Longest silent command, in UTF-16 units. */
export const MAXIMUM_COMMAND_LENGTH = 8 * 1024

/** Channels that one connection may have open: a page of blocks, with room. */
export const MAXIMUM_CHANNELS = 64

/**
 * Flow control of one channel. The server stops sending once `WINDOW_BYTES` are unacknowledged;
 * the client acknowledges whenever it has consumed `ACKNOWLEDGE_BYTES` more.
 * Invariant: 2 * ACKNOWLEDGE_BYTES <= WINDOW_BYTES, or a full window might never be acknowledged.
 */
export const WINDOW_BYTES = 256 * 1024
export const ACKNOWLEDGE_BYTES = 64 * 1024

/** Output of a terminal that the server keeps for a client that comes back, in bytes. */
export const SCROLLBACK_BYTES = 512 * 1024

/** Bounds of a terminal, in character cells. */
export const MAXIMUM_COLUMNS = 500
export const MAXIMUM_ROWS = 300

/** Bounds of a silent command: bytes kept of each stream, and its time in milliseconds. */
export const MAXIMUM_EXEC_OUTPUT_BYTES = 64 * 1024
export const MAXIMUM_EXEC_MILLISECONDS = 60_000
export const DEFAULT_EXEC_MILLISECONDS = 10_000

/** Published ports of a sandbox that a page is told of. */
export const MAXIMUM_PORTS = 32

/** Longest text that a terminal takes as one paste, in bytes of UTF-8. */
export const MAXIMUM_PASTE_BYTES = 1024 * 1024

/** Longest name of a container that a page is told, in UTF-16 units: Docker's tools show no longer one. */
export const MAXIMUM_CONTAINER_NAME_LENGTH = 255
