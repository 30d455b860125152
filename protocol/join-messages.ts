import * as z from 'zod/mini'
import { MAXIMUM_CODE_LENGTH } from './join-code.ts'
import { blockName, blockState, chapterName, personName } from './workshop-messages.ts'

/**
 * What the join page and the dialogs of a participant ask the server, over HTTP. Whoever is in sends
 * the token of the page in the `Authorization` header, as `Bearer`.
 */

/** GET with `?code=`: what the join page shows before a name is given. */
export const WORKSHOP_PATH = '/board/workshop'
/** POST: a new seat. */
export const JOIN_PATH = '/board/join'
/** POST: brings a seat here, for a code that was shown on the other computer. */
export const MOVE_PATH = '/board/move'
/** GET: the seat that the reader has. */
export const SEAT_PATH = '/board/seat'
/** GET: what the workshop keeps of the reader. DELETE: deletes that, and ends the seat. */
export const MINE_PATH = '/board/mine'
/** POST: leaves the workshop; what is kept stays until its time is over. */
export const LEAVE_PATH = '/board/leave'
/** GET: a certificate of completion, as PDF. */
export const CERTIFICATE_PATH = '/board/certificate'

/** Longest name as it is typed, in UTF-16 units: one that is far too long is told so. */
const MAXIMUM_TYPED_LENGTH = 20_000

const code = z.string().check(z.minLength(1), z.maxLength(MAXIMUM_CODE_LENGTH))

export const joinRequest = z.strictObject({
  code,
  /** As it was typed: `person-name.ts` says what is wrong with it. */
  name: z.string().check(z.maxLength(MAXIMUM_TYPED_LENGTH)),
  group: z.optional(personName),
  hasThumbnail: z.boolean(),
})

export const moveRequest = z.strictObject({ code })

/** Milliseconds since 1970; null where none is set. */
const moment = z.nullable(z.number())

/** A workshop, for whoever has its code. */
export const openInvitation = z.object({
  workshop: z.string(),
  title: z.string(),
  /** Whose pages it is about; empty where the server has one course. */
  course: z.string(),
  phase: z.enum(['planned', 'open', 'closed']),
  opens: moment,
  closes: moment,
  /** What the server's clock says: the reader's own may be wrong. */
  now: z.number(),
  groups: z.array(personName),
  seats: z.int(),
  taken: z.int(),
  /** Whether readers are asked for thumbnails of their terminals. */
  asksThumbnail: z.boolean(),
  recordsCommands: z.boolean(),
  /** After so many days from its end, what names a person is deleted. */
  keepDays: z.number(),
  /** The first chapter that is open; undefined: the course's first page. */
  chapter: z.optional(chapterName),
})

/** What a code is for. `move`: it brings a seat to this computer, once the page asks for that. */
export const invitation = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('workshop'), ...openInvitation.shape }),
  z.object({ kind: z.literal('move'), course: z.string() }),
])

/** The seat that a reader has. */
export const keptSeat = z.object({
  name: personName,
  ...openInvitation.shape,
  hasCertificate: z.boolean(),
})

/** A seat that was just taken, or that was brought to this computer. */
export const takenSeat = z.object({
  ...keptSeat.shape,
  token: z.string(),
  /** Blocks that ran with success and tasks that are done, as far as the workshop knows. */
  finished: z.array(blockName),
})

export const joinTrouble = z.enum([
  'no-workshops',
  'code-unknown',
  'code-over',
  'code-guessed',
  'closed',
  'full',
  'name-empty',
  'name-long',
  'name-control',
  'name-markup',
  'name-unreadable',
  'name-taken',
  'group-unknown',
  'not-in',
  'not-kept',
  'not-done',
  'malformed',
  'busy',
])

export const joinRefusal = z.object({
  trouble: joinTrouble,
  /** In English, for whoever is no page. */
  sentence: z.string(),
  /** A name that nobody has yet. */
  suggestion: z.optional(personName),
})

/** A fact that the records hold of a seat: when, what, and about what. */
export const keptFact = z.object({
  /** Milliseconds since 1970. */
  at: z.number(),
  kind: z.enum([
    'joined',
    'at',
    'ran',
    'task',
    'task-undone',
    'hand',
    'asked',
    'looked',
    'typed',
    'typed-text',
    'look-ended',
    'message',
    'action',
  ]),
  /** The block, the task or the chapter; the host who looked, wrote or did something. */
  about: z.string(),
  /** The command, the terminal, the words of a hand or a message, what a host did. */
  words: z.optional(z.string()),
  /** Of a command. */
  state: z.optional(blockState),
  status: z.optional(z.int()),
})

/** All that a workshop keeps of one reader. */
export const mine = z.object({
  name: personName,
  title: z.string(),
  phase: z.enum(['planned', 'open', 'closed']),
  recordsCommands: z.boolean(),
  hasThumbnail: z.boolean(),
  /** When what names the reader is deleted by itself; null where no end is set yet. */
  deletedAt: moment,
  /** Days from the end of the workshop to that moment, where no end is set. */
  keepDays: z.optional(z.number()),
  facts: z.array(keptFact),
})

export type JoinRequest = z.infer<typeof joinRequest>
export type OpenInvitation = z.infer<typeof openInvitation>
export type Invitation = z.infer<typeof invitation>
export type KeptSeat = z.infer<typeof keptSeat>
export type TakenSeat = z.infer<typeof takenSeat>
export type JoinTrouble = z.infer<typeof joinTrouble>
export type JoinRefusal = z.infer<typeof joinRefusal>
export type KeptFact = z.infer<typeof keptFact>
export type Mine = z.infer<typeof mine>
