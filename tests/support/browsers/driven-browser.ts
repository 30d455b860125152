/** What stories need of a browser, whichever driver it has. */
export interface DrivenBrowser extends AsyncDisposable {
  /** As its driver tells it, such as `153.8.0`. */
  readonly version: string
  readonly page: View
  goto(address: string): Promise<void>
  /** A click of the pointer in the middle of the first element of that selector. */
  click(selector: string): Promise<void>
  /** Into whatever has the focus. */
  type(text: string): Promise<void>
  /** A key by its name, with Control held where that is said. */
  press(key: Key, options?: { control?: boolean }): Promise<void>
  /** The window's inner size, in pixels, or nearly. */
  resize(width: number, height: number): Promise<void>
  /** Inside of the frame of that selector, which may be of another site. */
  frame(selector: string): View
  /** The tab that the page has opened; waits for it. */
  openedTab(): Promise<View & { close(): Promise<void> }>
  /** The viewport as a PNG. */
  picture(): Promise<Buffer>
}

/** A page, or a frame of one. */
export interface View {
  /** Runs a function there. It sees nothing of this process but its argument, and returns JSON. */
  evaluate<Result, Argument = undefined>(
    act: (argument: Argument) => Result,
    argument?: Argument,
  ): Promise<Result>
}

export type Key = 'Enter' | 'Escape' | 'Tab' | 'c' | 'k' | 'v'

export interface LaunchOptions {
  /** The browser's own setting that lets sites keep nothing. */
  readonly isStorageForbidden?: boolean
}

/** A kind of browser that the stories run in. */
export interface BrowserKind {
  readonly name: 'Chromium' | 'Firefox' | 'WebKit'
  launch(options?: LaunchOptions): Promise<DrivenBrowser>
}

export const WINDOW = { width: 1280, height: 900 } as const
