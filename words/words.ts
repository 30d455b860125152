import type { english } from './english.ts'
import type { Forms, Text } from './text.ts'

/** Names a text of the interface: `place.what`. */
export type Key = keyof typeof english

/** Every text of the interface in one language. */
export interface Words {
  /** BCP 47, such as `de`: for plurals. */
  readonly language: string
  readonly texts: Readonly<Record<Key, Text>>
}

type NamesIn<Line extends string> = Line extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never

type NamesOf<Entry> = Entry extends string
  ? NamesIn<Entry>
  : Entry extends Forms
    ? 'count' | NamesIn<Extract<Entry[keyof Entry], string>>
    : never

/** The values that a text needs; none of most. */
export type ValuesOf<Name extends Key> = Readonly<
  Record<NamesOf<(typeof english)[Name]>, string | number>
>
