import * as z from 'zod/mini'
import {
  MAXIMUM_COMMAND_LENGTH,
  MAXIMUM_HAND_LENGTH,
  MAXIMUM_MESSAGE_LENGTH,
  MAXIMUM_NAME_LENGTH,
} from './limits.ts'
import { terminalName } from './messages.ts'

/**
 * What the pages of a workshop's participants say to the server, and hear from it: each travels as
 * `act` or `news` of one message of the page's socket (`messages.ts`). A page that is in no workshop
 * sends and gets none.
 */

/** The part of the path that names a chapter, such as `docker-basics`. */
export const chapterName = z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,62}$/))

/** A block by its full name, such as `docker-basics/block-1`; a task is `docker-basics/task-name`. */
export const blockName = z.string().check(z.regex(/^(?=.{1,130}$)[a-z0-9-]+\/[a-z0-9][a-z0-9-]*$/))

/** Tells one look of a host from the others; also the channel of its frames. */
export const lookId = z.int().check(z.minimum(1), z.maximum(0xffff_ffff))

/** Text that a person wrote: no control characters, which would move what is around them. */
const words = (longest: number) =>
  z.string().check(z.minLength(1), z.maxLength(longest), z.regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u))

export const personName = words(MAXIMUM_NAME_LENGTH)
export const messageText = words(MAXIMUM_MESSAGE_LENGTH)

/** The last command of a block: it runs, or it has ended as the chapter says, or otherwise. */
export const blockState = z.enum(['running', 'done', 'failed'])

export const position = z.object({
  chapter: chapterName,
  /** Undefined above the first block. */
  block: z.optional(blockName),
})

export const workshopAct = z.discriminatedUnion('act', [
  /** What the reader has in view, and whether the page is looked at. */
  z.strictObject({ act: z.literal('at'), position, isSeen: z.boolean() }),
  /** `command` only where the workshop records commands. `status` is null where the shell did not say. */
  z.strictObject({
    act: z.literal('ran'),
    block: blockName,
    state: blockState,
    status: z.optional(z.nullable(z.int())),
    command: z.optional(z.string().check(z.maxLength(MAXIMUM_COMMAND_LENGTH))),
  }),
  z.strictObject({ act: z.literal('task'), task: blockName, isDone: z.boolean() }),
  /** Raises the hand with a line of words, which may be empty; null lowers it. */
  z.strictObject({
    act: z.literal('hand'),
    words: z.nullable(z.union([words(MAXIMUM_HAND_LENGTH), z.literal('')])),
  }),
  /**
   * The reader's answer to a look that was asked for, or to the wish to type. `asked` and `terminal`:
   * the state and the terminal of the look that was shown, so that it answers no later question.
   */
  z.strictObject({
    act: z.literal('answer'),
    look: lookId,
    asked: z.enum(['asked', 'type-asked']),
    terminal: z.string().check(z.maxLength(200)),
    isAllowed: z.boolean(),
  }),
  /** Ends a look at once. */
  z.strictObject({ act: z.literal('end-look'), look: lookId }),
  /** Thumbnails of the terminal may be shown on the board, or no longer. */
  z.strictObject({ act: z.literal('thumbnail'), isAllowed: z.boolean() }),
  /** Asks for a short code with which the seat moves to another computer. */
  z.strictObject({ act: z.literal('move') }),
  /** Wants the host's terminal while it is shown, or no longer: a page that does not ask gets none. */
  z.strictObject({ act: z.literal('follow'), isWanted: z.boolean() }),
  /** A host's own page: shows a terminal of the host in every page; null ends that. */
  z.strictObject({ act: z.literal('show'), terminal: z.nullable(terminalName) }),
])

/** The terminal of a host that is shown in every page. */
export const shownTerminal = z.object({
  host: personName,
  terminal: z.string(),
  /** Milliseconds since 1970: tells this showing from the one before. */
  since: z.number(),
})

/** One look at a reader's terminal, as the reader sees it. */
export const lookState = z.object({
  look: lookId,
  host: personName,
  terminal: z.string(),
  /** `type-asked`: the host looks, and asks to type, too. */
  state: z.enum(['asked', 'looking', 'type-asked', 'typing']),
})

/** All that a page of the workshop shows; sent whole at each change. */
export const workshopState = z.object({
  /** The workshop's name, as in its address. */
  workshop: z.string(),
  title: z.string(),
  /** A host's own pages take part, too: what they have in view is followed where they say so. */
  role: z.enum(['participant', 'host']),
  name: personName,
  phase: z.enum(['planned', 'open', 'closed']),
  /** Until the workshop closes, in seconds; null where no end is set. */
  secondsLeft: z.nullable(z.int()),
  /** The chapters that are open; null: all of them. */
  chapters: z.nullable(z.array(chapterName)),
  /** What covers every page while the host wants to be looked at. */
  blank: z.nullable(z.string()),
  hand: z.nullable(z.object({ words: z.string() })),
  /** Where the host is, where that is to be followed; `from`: whose position it is. */
  followed: z.nullable(z.object({ ...position.shape, from: personName })),
  showing: z.nullable(shownTerminal),
  looks: z.array(lookState),
  recordsCommands: z.boolean(),
  /** Whether readers may show their terminals on the board; whether this one does. */
  asksThumbnail: z.boolean(),
  hasThumbnail: z.boolean(),
  hasCertificate: z.boolean(),
})

export const workshopNews = z.discriminatedUnion('news', [
  z.object({ news: z.literal('state'), state: workshopState }),
  /** The answer to any act of a page whose reader is in no workshop, or no longer. */
  z.object({ news: z.literal('none') }),
  /** A host has lowered the reader's hand. */
  z.object({ news: z.literal('hand-seen'), from: personName }),
  /** From a host to this reader, or to all. */
  z.object({ news: z.literal('message'), from: personName, text: messageText }),
  /** How many are at each block of the workshop, this reader among them, where that is told. */
  z.object({ news: z.literal('presence'), here: z.record(z.string(), z.int()) }),
  /** The code that was asked for, and how long it is good. */
  z.object({ news: z.literal('move'), code: z.string(), seconds: z.int() }),
  /** The last that is said: this page takes part no longer, and its token is no longer good. */
  z.object({ news: z.literal('left'), reason: z.enum(['moved', 'ended', 'left', 'deleted']) }),
  /**
   * The host's terminal from now on: its screen as text with escape sequences, and its size. What is
   * printed after it comes in binary frames of `FOLLOW_CHANNEL`, from `offset` on. Null: no longer shown.
   */
  z.object({
    news: z.literal('screen'),
    screen: z.nullable(
      z.object({
        from: personName,
        columns: z.int(),
        rows: z.int(),
        offset: z.int(),
        text: z.string(),
      }),
    ),
  }),
  /**
   * The last command that the host has run in the terminal that is shown: its prompt, and the prompt
   * with the line, as the shell printed them in so many columns. Null: none yet.
   */
  z.object({
    news: z.literal('command'),
    command: z.nullable(z.object({ prompt: z.string(), line: z.string(), columns: z.int() })),
  }),
])

export type WorkshopAct = z.infer<typeof workshopAct>
export type WorkshopNews = z.infer<typeof workshopNews>
export type WorkshopState = z.infer<typeof workshopState>
export type ShownTerminal = z.infer<typeof shownTerminal>
export type LookState = z.infer<typeof lookState>
export type BlockState = z.infer<typeof blockState>
export type Position = z.infer<typeof position>
