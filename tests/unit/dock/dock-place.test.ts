import { beforeAll, describe, expect, it, vi } from 'vitest'

let parsePlace: typeof import('../../../src/dock/dock-place.ts')['parsePlace']

beforeAll(async () => {
  // The module keeps its value in the browser; this test needs no browser for what it reads.
  vi.stubGlobal('addEventListener', () => {})
  vi.stubGlobal('window', {})
  ;({ parsePlace } = await import('../../../src/dock/dock-place.ts'))
})

describe('where the reader left the dock', () => {
  it.each([
    ['nothing was kept', null, { side: 'bottom', bottom: 40, sidePart: 36 }],
    [
      'it was moved',
      '{"side":"side","bottom":50,"sidePart":30}',
      { side: 'side', bottom: 50, sidePart: 30 },
    ],
    ['it was too high', '{"bottom":1000}', { side: 'bottom', bottom: 85, sidePart: 36 }],
    [
      'it was too narrow',
      '{"side":"side","sidePart":-4}',
      { side: 'side', bottom: 40, sidePart: 25 },
    ],
    ['somebody wrote no number', '{"bottom":"high"}', { side: 'bottom', bottom: 40, sidePart: 36 }],
    ['somebody wrote no JSON', '{', { side: 'bottom', bottom: 40, sidePart: 36 }],
    ['somebody wrote null', 'null', { side: 'bottom', bottom: 40, sidePart: 36 }],
  ])('is found again when %s', (_, text, place) => {
    expect(parsePlace(text)).toEqual(place)
  })
})
