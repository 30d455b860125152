/** The systems that a passage can be for, by the names of their elements in a chapter. */
export const SYSTEMS = {
  Linux: { id: 'linux', title: 'Linux' },
  MacOS: { id: 'macos', title: 'macOS' },
  Windows: { id: 'windows', title: 'Windows' },
} as const

export type SystemElement = keyof typeof SYSTEMS

/** Where the browser keeps the system that a reader has chosen. */
export const SYSTEM_KEY = 'blitz-system-1'
