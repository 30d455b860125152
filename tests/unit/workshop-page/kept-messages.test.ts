import { describe, expect, it } from 'vitest'
import {
  type KeptMessage,
  MAXIMUM_MESSAGES,
  parseMessages,
  withClosed,
  withMessage,
} from '../../../src/workshop/kept-messages.ts'

const message = (over: Partial<KeptMessage> = {}): KeptMessage => ({
  workshop: 'friday',
  from: 'Ada',
  text: 'Coffee at ten',
  at: 1_000_000,
  isClosed: false,
  ...over,
})

describe('the messages of a host', () => {
  it('come back as they were kept', () => {
    const kept = [message(), message({ text: '<b>', isClosed: true })]
    expect(parseMessages(JSON.stringify(kept))).toEqual(kept)
  })

  it.each([null, '{', '{}', 'null', '[1]', '[null]', '[{"from":"Ada"}]'])(
    'are none where somebody wrote %s',
    (text) => expect(parseMessages(text)).toEqual([]),
  )

  it('are kept once, however many tabs get them', () => {
    const kept = withMessage([message()], message({ at: 1_000_400 }))
    expect(kept).toEqual([message()])
  })

  it('are two where a host writes the same again later', () => {
    expect(withMessage([message()], message({ at: 1_060_000 }))).toHaveLength(2)
  })

  it('stay closed once they were closed, and are listed still', () => {
    const others = message({ text: 'Look at chapter 3' })
    const kept = withClosed([message(), others], message())
    expect(kept).toEqual([message({ isClosed: true }), others])
  })

  it('are the last few', () => {
    let kept: readonly KeptMessage[] = []
    for (let at = 0; at < 30; at++) kept = withMessage(kept, message({ at: at * 60_000 }))
    expect(kept).toHaveLength(MAXIMUM_MESSAGES)
    expect(kept.at(-1)?.at).toBe(29 * 60_000)
  })
})
