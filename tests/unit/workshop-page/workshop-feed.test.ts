import { describe, expect, it } from 'vitest'
import { type Standing, WorkshopFeed } from '../../../src/workshop/workshop-feed.ts'

const STATE = {
  workshop: 'friday',
  title: 'Docker on Friday',
  role: 'participant',
  name: 'Grace',
  phase: 'open',
  secondsLeft: 3600,
  chapters: null,
  blank: null,
  hand: null,
  followed: null,
  showing: null,
  looks: [],
  recordsCommands: false,
  asksThumbnail: true,
  hasThumbnail: false,
  hasCertificate: false,
} as const

function feedOfOnePart() {
  const standings: Standing[] = []
  const states: (string | undefined)[] = []
  const heard: unknown[] = []
  const feed = new WorkshopFeed([
    {
      state: (state) => states.push(state?.title),
      standing: (standing) => standings.push(standing),
      connection: (isConnected) => heard.push(isConnected),
      message: ({ from, text }) => heard.push(`${from}: ${text}`),
      handSeen: (from) => heard.push(`${from} saw it`),
      presence: (here) => heard.push(here),
    },
  ])
  return { feed, standings, states, heard }
}

describe('a page of a workshop', () => {
  it('shows each state, messages, who saw the hand, and who is where', () => {
    const { feed, standings, states, heard } = feedOfOnePart()
    feed.hear({ news: 'state', state: STATE })
    feed.hear({ news: 'message', from: 'Ada', text: 'Coffee at ten' })
    feed.hear({ news: 'hand-seen', from: 'Ada' })
    feed.hear({ news: 'presence', here: { 'docker-basics/run': 12 } })
    expect(states).toEqual(['Docker on Friday'])
    expect(standings).toEqual(['in'])
    expect(heard).toEqual(['Ada: Coffee at ten', 'Ada saw it', { 'docker-basics/run': 12 }])
  })

  it('says once that the workshop is over, and that is not lost to a later “in none”', () => {
    const { feed, standings, states } = feedOfOnePart()
    feed.hear({ news: 'state', state: STATE })
    feed.hear({ news: 'state', state: { ...STATE, phase: 'closed' } })
    feed.hear({ news: 'none' })
    expect(standings).toEqual(['in', 'over'])
    expect(states).toEqual(['Docker on Friday', undefined])
  })

  it.each(['moved', 'ended', 'left', 'deleted'] as const)(
    'says that the seat was %s, and keeps to that',
    (reason) => {
      const { feed, standings } = feedOfOnePart()
      feed.hear({ news: 'state', state: STATE })
      feed.hear({ news: 'left', reason })
      feed.hear({ news: 'none' })
      feed.leave()
      expect(standings).toEqual(['in', reason])
    },
  )

  it('says that the reader is in none where the server knows of none', () => {
    const { feed, standings } = feedOfOnePart()
    feed.hear({ news: 'none' })
    expect(standings).toEqual(['none'])
  })

  it('takes part again when the reader has joined again', () => {
    const { feed, standings } = feedOfOnePart()
    feed.hear({ news: 'none' })
    feed.hear({ news: 'state', state: STATE })
    expect(standings).toEqual(['none', 'in'])
  })

  it('tells each loss of the connection once', () => {
    const { feed, heard } = feedOfOnePart()
    for (const status of [
      'connecting',
      'connected',
      'reconnecting',
      'reconnecting',
      'connected',
    ] as const) {
      feed.connection(status)
    }
    expect(heard).toEqual([true, false, true])
  })

  it.each([
    undefined,
    {},
    { news: 'more' },
    { news: 'state', state: { ...STATE, name: 'a\u202Eb' } },
    { news: 'message', from: '', text: 'hello' },
  ])('leaves alone what it does not understand: %j', (news) => {
    const { feed, standings, states, heard } = feedOfOnePart()
    feed.hear(news)
    expect([...standings, ...states, ...heard]).toEqual([])
  })
})
