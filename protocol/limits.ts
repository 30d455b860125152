/** Version of the protocol: raised whenever an older peer could misread a message. */
export const PROTOCOL_VERSION = 4

/** Path of the WebSocket endpoint on the server that serves the site. */
export const SOCKET_PATH = '/live'

/** What a server with live terminals answers to a GET of that path. */
export const LIVE_ANSWER = 'Pages of this site open live terminals here.\n'

/** Largest message that a client may send, in bytes of the WebSocket frame. */
export const MAXIMUM_MESSAGE_BYTES = 64 * 1024

/** Longest input of one frame, in bytes. */
export const MAXIMUM_INPUT_BYTES = 8 * 1024

/**
 * Input of one terminal that its client keeps until the shell has taken it, in bytes: what is typed
 * while the connection is down, or pasted at once.
 */
export const MAXIMUM_PASTE_BYTES = 1024 * 1024

/** Longest silent command, in UTF-16 units. */
export const MAXIMUM_COMMAND_LENGTH = 8 * 1024

/** Channels that one connection may have open: a page of blocks, with room. */
export const MAXIMUM_CHANNELS = 64

/**
 * Flow control of one channel, in bytes, in both directions. Either side sends at most a window ahead
 * of what the other one has acknowledged (`send-window.ts`): `FIRST_WINDOW_BYTES` at first, and up to
 * `WINDOW_BYTES` where acknowledgements come quickly. A frame is a part of the window, so that a slow
 * connection always has one that arrives within seconds.
 */
export const FIRST_WINDOW_BYTES = 16 * 1024
export const WINDOW_BYTES = 256 * 1024

/**
 * The client acknowledges output once it has consumed `FIRST_ACKNOWLEDGE_BYTES` more, twice as much
 * each time up to `ACKNOWLEDGE_BYTES`, and whatever is left after `ACKNOWLEDGE_MILLISECONDS`.
 * Invariant: `FIRST_ACKNOWLEDGE_BYTES` <= `FIRST_WINDOW_BYTES` / 2 and `ACKNOWLEDGE_BYTES` <=
 * `WINDOW_BYTES` / 2, or a print would wait for the timer.
 */
export const FIRST_ACKNOWLEDGE_BYTES = 4 * 1024
export const ACKNOWLEDGE_BYTES = 64 * 1024
export const ACKNOWLEDGE_MILLISECONDS = 250

/** Output of a terminal that the server keeps for a client that comes back, in bytes. */
export const SCROLLBACK_BYTES = 512 * 1024

/** Bounds of a terminal, in character cells. */
export const MAXIMUM_COLUMNS = 500
export const MAXIMUM_ROWS = 300

/** Longest input of a silent command, in UTF-16 units of ASCII: with room for the command in one message. */
export const MAXIMUM_EXEC_INPUT_LENGTH = 48 * 1024

/** Bounds of a silent command: bytes kept of each stream, and its time in milliseconds. */
export const MAXIMUM_EXEC_OUTPUT_BYTES = 64 * 1024
export const MAXIMUM_EXEC_MILLISECONDS = 60_000
export const DEFAULT_EXEC_MILLISECONDS = 10_000

/** Published ports of a sandbox that a page is told of. */
export const MAXIMUM_PORTS = 32

/** Longest name of a container that a page is told, in UTF-16 units: Docker's tools show no longer one. */
export const MAXIMUM_CONTAINER_NAME_LENGTH = 255

/** Frames of one request or one answer over plain HTTP (`http-messages.ts`). */
export const MAXIMUM_BATCH_FRAMES = 4096

/** Largest body of a request over plain HTTP, in bytes: `BATCH_CHARACTERS` of frames, quoted twice. */
export const MAXIMUM_BATCH_BYTES = 256 * 1024

/** Encoded frames of one batch, in UTF-16 units; one frame may be all of it. */
export const BATCH_CHARACTERS = 64 * 1024

/**
 * How often a stream over plain HTTP says something, and how long a poll waits for something to say, in
 * milliseconds. Some proxies cut what is silent for 5 seconds.
 */
export const HEARTBEAT_MILLISECONDS = 2000
export const POLL_HOLD_MILLISECONDS = 4000

/** Longest name of a person or a group, line with a raised hand, and message of a host: in UTF-16 units. */
export const MAXIMUM_NAME_LENGTH = 60
export const MAXIMUM_HAND_LENGTH = 200
export const MAXIMUM_MESSAGE_LENGTH = 500

/** The channel of a host's terminal in every page of a workshop: clients choose none so high. */
export const FOLLOW_CHANNEL = 0xffff_ffff

/** Version of the board's protocol, and the path of its WebSocket endpoint. */
export const BOARD_VERSION = 2
export const BOARD_PATH = '/board/live'

/** What a board's tile shows of a terminal: its last rows that are not empty, cut at so many columns. */
export const THUMBNAIL_ROWS = 14
export const THUMBNAIL_COLUMNS = 80
