/** Asks a `<live-terminal>` to show the shell of its block, which is alive already. */
export const ATTACH_EVENT = 'blitz:attach'
