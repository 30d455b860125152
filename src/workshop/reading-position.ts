import type { Position } from '../../protocol/workshop-messages.ts'

/** How long a reader stays at a block before that is told, in milliseconds: who scrolls by is not there. */
const SETTLED_MILLISECONDS = 1000

/**
 * The reading line, from the window's top: a block whose top is above it has been reached. The margin
 * above is higher than any page, so that each block crosses one line, once in each direction.
 */
const ABOVE_READING_LINE = '1000000px 0px -55% 0px'

/**
 * @param blocks of the page, in their order.
 * @param reached those whose top is above the reading line.
 * @param focused the one that the reader types in.
 */
export function blockInView(
  blocks: readonly string[],
  reached: ReadonlySet<string>,
  focused: string | undefined,
): string | undefined {
  return focused ?? blocks.findLast((block) => reached.has(block))
}

export interface Place {
  readonly position: Position
  readonly isSeen: boolean
}

/** Tells where the reader is on this page, once that has settled, and again when asked. */
export class ReadingPosition {
  readonly #chapter: string
  readonly #tell: (place: Place) => unknown
  readonly #blocks: readonly string[]
  readonly #reached = new Set<string>()
  #told: Place | undefined
  #timer: number | undefined

  constructor(chapter: string, tell: (place: Place) => unknown) {
    this.#chapter = chapter
    this.#tell = tell
    const elements = [...document.querySelectorAll<HTMLElement>('live-terminal')]
    this.#blocks = elements.map(nameOf)
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          if (isIntersecting) this.#reached.add(nameOf(target))
          else this.#reached.delete(nameOf(target))
        }
        this.#moved()
      },
      // Of the document: in a frame of another site, a margin around the window is not heeded.
      { root: document, rootMargin: ABOVE_READING_LINE },
    )
    for (const each of elements) observer.observe(each)
    for (const event of ['focusin', 'focusout', 'visibilitychange']) {
      document.addEventListener(event, () => this.#moved())
    }
  }

  /** As it is now. */
  get place(): Place {
    const focused = document.activeElement?.closest('live-terminal')
    const block = blockInView(this.#blocks, this.#reached, focused ? nameOf(focused) : undefined)
    const position = { chapter: this.#chapter, ...(block !== undefined && { block }) }
    return { position, isSeen: !document.hidden }
  }

  /** Tells it whether or not it was told before. */
  tellAnew(): void {
    this.#told = this.place
    this.#tell(this.#told)
  }

  #moved(): void {
    clearTimeout(this.#timer)
    this.#timer = window.setTimeout(() => {
      if (JSON.stringify(this.place) !== JSON.stringify(this.#told)) this.tellAnew()
    }, SETTLED_MILLISECONDS)
  }
}

function nameOf(element: Element): string {
  return (element as HTMLElement).dataset['block'] ?? ''
}
