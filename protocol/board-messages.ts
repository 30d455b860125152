import * as z from 'zod/mini'
import { THUMBNAIL_ROWS } from './limits.ts'
import { terminalName } from './messages.ts'
import {
  blockName,
  blockState,
  chapterName,
  lookId,
  lookState,
  messageText,
  personName,
  position,
  shownTerminal,
} from './workshop-messages.ts'

/**
 * What a host's board says to the server, and hears from it, over one socket at `BOARD_PATH`. All
 * are JSON text; the terminals that a host looks at travel beside them as binary frames (`frames.ts`),
 * whose channel is the look.
 *
 * The board shows a state, not a list of events: what is old is left out on a slow line, and what is
 * sent next makes it right. Each message of the server replaces what was told of the same thing before.
 */

/** The number of a seat in its workshop, from 1. */
export const seatNumber = z.int().check(z.minimum(1), z.maximum(100_000))

/** Whom an action is for. */
export const audience = z.union([
  z.literal('all'),
  z.strictObject({ group: personName }),
  z.strictObject({ seats: z.array(seatNumber).check(z.minLength(1), z.maxLength(1000)) }),
])

const to = audience

/**
 * A workshop as its host plans it: the fields of `workshops/NAME.yaml`, with times in milliseconds
 * since 1970. What a field may hold is for the server to say, which names the field.
 */
export const workshopPlan = z.strictObject({
  title: z.string().check(z.maxLength(500)),
  /** Undefined: the server makes one. */
  code: z.optional(z.string().check(z.maxLength(100))),
  seats: z.number(),
  opens: z.nullable(z.number()),
  closes: z.nullable(z.number()),
  /** Minutes ahead of the opening at which sandboxes begin to be prepared. */
  prepare: z.optional(z.number()),
  course: z.string().check(z.maxLength(100)),
  /** Null: all of the course. */
  chapters: z.nullable(z.array(z.string().check(z.maxLength(100))).check(z.maxLength(200))),
  groups: z
    .array(
      z.strictObject({
        group: z.string().check(z.maxLength(500)),
        instructor: z.nullable(z.string().check(z.maxLength(500))),
      }),
    )
    .check(z.maxLength(200)),
  thumbnails: z.enum(['asked', 'off']),
  records: z.enum(['commands', 'blocks']),
  presence: z.boolean(),
  certificate: z.boolean(),
  'keep-days': z.optional(z.number()),
})

const BOARD_ACTS = [
  z.strictObject({ act: z.literal('message'), to, text: messageText }),
  /** Gives each more time, in minutes. */
  z.strictObject({
    act: z.literal('extend'),
    to,
    minutes: z.int().check(z.minimum(1), z.maximum(1440)),
  }),
  /** Throws their sandboxes away; the next Run gets a new one. */
  z.strictObject({ act: z.literal('reset'), to }),
  /** Ends their part in the workshop. */
  z.strictObject({ act: z.literal('end'), to }),
  /** Opens these chapters and locks the others; null opens all. */
  z.strictObject({ act: z.literal('chapters'), chapters: z.nullable(z.array(chapterName)) }),
  /** Covers their pages with these words, and no others; null uncovers all. */
  z.strictObject({ act: z.literal('blank'), to, words: z.nullable(messageText) }),
  /** Lowers a hand: it was seen to. */
  z.strictObject({ act: z.literal('lower-hand'), seat: seatNumber }),
  /** A code with which the reader takes the seat along to another computer. */
  z.strictObject({ act: z.literal('move'), seat: seatNumber }),
  z.strictObject({ act: z.literal('group'), seat: seatNumber, group: z.nullable(personName) }),
  /** Asks a reader to be let look at the terminal that the reader uses; the answer is the look's number. */
  z.strictObject({ act: z.literal('look'), seat: seatNumber }),
  /** Asks to type into it. */
  z.strictObject({ act: z.literal('ask-to-type'), look: lookId }),
  z.strictObject({ act: z.literal('end-look'), look: lookId }),
  /** Shows a terminal of the host's own sandbox in every page; null ends that. */
  z.strictObject({ act: z.literal('show'), terminal: z.nullable(terminalName) }),
  /** Whether readers are led to where this host is. */
  z.strictObject({ act: z.literal('lead'), isLeading: z.boolean() }),
  /** Opens, or closes, ahead of the time that is set. */
  z.strictObject({ act: z.literal('open') }),
  z.strictObject({ act: z.literal('close') }),
  /** Makes a workshop of that name, or changes the one that there is; `refused` may name a field. */
  z.strictObject({ act: z.literal('plan'), isNew: z.boolean(), plan: workshopPlan }),
  /** Downloads all that is kept, over HTTP (`report-messages.ts`): here it is what the log shows. */
  z.strictObject({ act: z.literal('export'), format: z.enum(['csv', 'json']) }),
  /** Lets a further host in; the answer is the token of that host. */
  z.strictObject({ act: z.literal('invite'), host: personName }),
] as const

export const boardAct = z.discriminatedUnion('act', BOARD_ACTS)

/** What is done on the command line alone: a board that asks for it is told nothing. */
const COMMAND_LINE_ACTS = [
  /** Closes the boards of a further host. */
  z.strictObject({ act: z.literal('revoke'), host: personName }),
  /** Makes a new token for the first host; boards with the old one are closed. */
  z.strictObject({ act: z.literal('renew-token') }),
] as const

/** What the log of actions keeps. */
export const loggedAct = z.discriminatedUnion('act', [...BOARD_ACTS, ...COMMAND_LINE_ACTS])

/** What a host did, as the log of actions shows it. */
export const boardAction = z.object({
  /** Tells it from the others of its workshop; a later one has a higher number. */
  number: z.int(),
  /** Milliseconds since 1970. */
  at: z.number(),
  host: personName,
  act: loggedAct,
})

export const boardClientMessage = z.discriminatedUnion('type', [
  /** The first message. `reader`: the token of the host's own session, as the pages of this browser have it. */
  z.strictObject({
    type: z.literal('hello'),
    version: z.int(),
    token: z.string().check(z.maxLength(200)),
    reader: z.optional(z.string().check(z.maxLength(2048))),
  }),
  /** From now on the board shows this workshop. */
  z.strictObject({ type: z.literal('watch'), workshop: z.string().check(z.maxLength(64)) }),
  /** The seats whose thumbnails are in view. */
  z.strictObject({ type: z.literal('view'), seats: z.array(seatNumber).check(z.maxLength(1000)) }),
  /** Does something; answered by `done` or `refused` of the same `request`. */
  z.strictObject({
    type: z.literal('do'),
    request: z.int().check(z.minimum(0), z.maximum(0xffff_ffff)),
    workshop: z.string().check(z.maxLength(64)),
    act: boardAct,
  }),
  /** Keys for a look in which the host may type. */
  z.strictObject({
    type: z.literal('type'),
    look: lookId,
    text: z.string().check(z.maxLength(16_384)),
  }),
  /**
   * Asks for the terminals of the host's own session, of which one can be shown. `reader`: as `hello`
   * has it, for a host who had no session then.
   */
  z.strictObject({
    type: z.literal('terminals'),
    reader: z.optional(z.string().check(z.maxLength(2048))),
  }),
  z.strictObject({ type: z.literal('ping') }),
])

/** A workshop as a list of them shows it. */
export const workshopEntry = z.object({
  workshop: z.string(),
  title: z.string(),
  course: z.string(),
  phase: z.enum(['planned', 'open', 'closed']),
  /** Milliseconds since 1970; null where none is set. */
  opens: z.nullable(z.number()),
  closes: z.nullable(z.number()),
  seats: z.int(),
  taken: z.int(),
  code: z.string(),
})

/** What is prepared for a workshop, and what the machine can hold of it. */
export const seatLevels = z.object({
  /** Sandboxes that wait for their readers, that start, and that readers have. */
  prepared: z.int(),
  starting: z.int(),
  taken: z.int(),
  /** Seats that this machine can hold; with the reason where that is fewer than were asked for. */
  holds: z.int(),
  why: z.nullable(z.string()),
})

export const boardWorkshop = z.object({
  ...workshopEntry.shape,
  levels: seatLevels,
  groups: z.array(z.object({ group: personName, instructor: z.nullable(personName) })),
  chapters: z.nullable(z.array(chapterName)),
  /** What covers pages, and whose; null: nothing. */
  blank: z.nullable(z.object({ words: z.string(), to: audience })),
  recordsCommands: z.boolean(),
  showsPresence: z.boolean(),
  /** The terminal that is shown in every page, and who leads; null: none, nobody. */
  showing: z.nullable(shownTerminal),
  leading: z.nullable(personName),
})

/** A reader, as the board's tile and the matrix's row show them. */
export const boardSeat = z.object({
  seat: seatNumber,
  name: personName,
  group: z.nullable(personName),
  /** `away`: no page of the reader is connected. `over`: ended by the host. */
  presence: z.enum(['here', 'away', 'over']),
  sandbox: z.enum(['none', 'queued', 'starting', 'ready', 'gone']),
  position: z.nullable(position),
  /** Since when the reader is at this block, in milliseconds since 1970. */
  since: z.number(),
  /** The last command's block and state; how many commands of it have failed one after the other. */
  last: z.nullable(
    z.object({ block: blockName, state: blockState, failures: z.optional(z.int()) }),
  ),
  blocks: z.record(z.string(), blockState),
  tasks: z.record(z.string(), z.boolean()),
  hand: z.nullable(z.object({ words: z.string(), since: z.number() })),
  hasThumbnail: z.boolean(),
})

/**
 * What a machine does for readers. `active`: it takes new ones. `drained`, `paused`: its host wants no
 * new ones there. `leaving`: its program is about to end. `away`: its connection is broken, and its
 * sandboxes are kept. `lost`: away for too long; they are given up. `refused`: it cannot be used.
 */
export const nodeState = z.enum([
  'active',
  'drained',
  'paused',
  'leaving',
  'away',
  'lost',
  'refused',
])

/** One of several machines that have sandboxes. */
export const nodeLevels = z.object({
  /** Tells it from the others: two may have the same name. */
  node: z.string(),
  name: z.string(),
  state: nodeState,
  /** Since when it is in that state, in milliseconds since 1970. */
  since: z.number(),
  /** What a host can do about it, as the server says it; null: nothing. */
  why: z.nullable(z.string()),
  /** Those that are alive there. */
  sandboxes: z.int(),
  /** Further ones that may begin there now. */
  further: z.int(),
  /** How many it has, 0: not known; and the part of them that is in use, 0 to 1, null: not known. */
  processors: z.object({ count: z.number(), share: z.nullable(z.number()) }),
  /** In bytes; null: not known. */
  memory: z.nullable(z.object({ used: z.number(), limit: z.number() })),
})

export const machineLevels = z.object({
  /** Of all processors, in the last seconds: 0 to 1. */
  processors: z.number(),
  memory: z.object({ used: z.number(), limit: z.number() }),
  /** Further sandboxes that may begin now. */
  further: z.int(),
  /** Absent where the server itself has the sandboxes. */
  nodes: z.optional(z.array(nodeLevels)),
})

/** The part of a terminal's screen that a tile shows: its last rows of text, without colours. */
export const thumbnail = z.object({
  seat: seatNumber,
  /**
   * Where it is another terminal than was told: its name, or null for no terminal. The rows that were
   * told of the seat before are void.
   */
  terminal: z.optional(z.nullable(z.string())),
  /** By so many rows what was told before moves up, before `lines` are put in. */
  up: z.optional(z.int().check(z.minimum(1), z.maximum(THUMBNAIL_ROWS))),
  /** The rows that have changed, by their number from 0; all others stay. Rows that are not there are empty. */
  lines: z.record(z.string(), z.string()),
})

/** A look, as the host who asked for it sees it. */
export const boardLook = z.object({
  ...lookState.shape,
  seat: seatNumber,
  /** How it stands, and how it ended. */
  state: z.enum([
    'asked',
    'looking',
    'type-asked',
    'typing',
    'refused',
    'unanswered',
    'ended-by-reader',
    'ended-by-host',
    'gone',
  ]),
  /** Since when the host looks, in milliseconds since 1970; null: not yet. */
  since: z.nullable(z.number()),
  columns: z.int(),
  rows: z.int(),
})

export const boardServerMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('welcome'),
    version: z.int(),
    /** The name of the host whose token it was. */
    host: personName,
    workshops: z.array(workshopEntry),
    /** As in the message of all workshops. */
    troubles: z.optional(z.array(z.string())),
    /** The server's clock, in milliseconds since 1970: the host's own may be wrong. */
    now: z.optional(z.number()),
    /** The names of its courses; one that is empty is the only one. */
    courses: z.optional(z.array(z.string())),
    /** The site's address as its readers open it, where that was set. */
    site: z.optional(z.string()),
  }),
  z.object({
    type: z.literal('workshops'),
    workshops: z.array(workshopEntry),
    /** What is wrong with plans, and with what is kept: sentences for hosts. */
    troubles: z.optional(z.array(z.string())),
  }),
  /** The workshop that is watched. */
  z.object({ type: z.literal('workshop'), workshop: boardWorkshop }),
  /** How the workshop that is watched was planned: for the form that changes it. */
  z.object({ type: z.literal('plan'), workshop: z.string(), plan: workshopPlan }),
  /** What hosts did in the workshop that is watched, the latest last; `isWhole`: as `seats` has it. */
  z.object({ type: z.literal('actions'), actions: z.array(boardAction), isWhole: z.boolean() }),
  /** `isWhole`: there are no others. Otherwise each replaces what was told of its seat. */
  z.object({ type: z.literal('seats'), seats: z.array(boardSeat), isWhole: z.boolean() }),
  z.object({ type: z.literal('machine'), machine: machineLevels }),
  z.object({ type: z.literal('thumbnails'), thumbnails: z.array(thumbnail) }),
  z.object({ type: z.literal('look'), look: boardLook }),
  /**
   * What a host looks at, from now on: text with escape sequences that draws the screen in an empty
   * terminal of that size. What is printed after it comes in binary frames, from `offset` on.
   */
  z.object({
    type: z.literal('screen'),
    look: lookId,
    columns: z.int(),
    rows: z.int(),
    offset: z.int(),
    text: z.string(),
  }),
  /** The terminals of the host's own session, by their names. */
  z.object({ type: z.literal('terminals'), terminals: z.array(z.string()) }),
  /** `answer`: what was asked for, such as the code of a move. */
  z.object({ type: z.literal('done'), request: z.int(), answer: z.optional(z.string()) }),
  /** `field`: of a plan, such as `closes` or `groups`. */
  z.object({
    type: z.literal('refused'),
    request: z.int(),
    sentence: z.string(),
    field: z.optional(z.string()),
  }),
  z.object({ type: z.literal('pong') }),
])

export type Audience = z.infer<typeof audience>
export type WorkshopPlan = z.infer<typeof workshopPlan>
export type BoardAction = z.infer<typeof boardAction>
export type BoardAct = z.infer<typeof boardAct>
export type LoggedAct = z.infer<typeof loggedAct>
export type BoardClientMessage = z.infer<typeof boardClientMessage>
export type BoardServerMessage = z.infer<typeof boardServerMessage>
export type WorkshopEntry = z.infer<typeof workshopEntry>
export type SeatLevels = z.infer<typeof seatLevels>
export type Blank = NonNullable<BoardWorkshop['blank']>
export type BoardWorkshop = z.infer<typeof boardWorkshop>
export type BoardSeat = z.infer<typeof boardSeat>
export type NodeState = z.infer<typeof nodeState>
export type NodeLevels = z.infer<typeof nodeLevels>
export type MachineLevels = z.infer<typeof machineLevels>
export type Thumbnail = z.infer<typeof thumbnail>
export type BoardLook = z.infer<typeof boardLook>
