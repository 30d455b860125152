/** What is in the page before the editor is loaded. */
export const EDITOR_WORDS = {
  saveToSandbox: 'Save to the sandbox',
  openInEditor: 'Open in the editor',
  notLoaded: 'The editor could not be loaded from the server. Try again.',
} as const
