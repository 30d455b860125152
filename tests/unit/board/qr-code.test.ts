import { describe, expect, it } from 'vitest'
import { courseBase } from '../../../src/board/course-chapters.ts'
import { modulesPath } from '../../../src/board/qr-path.ts'
import { spokenCode } from '../../../src/board/spoken-code.ts'

describe('how to join', () => {
  it('draws the dark modules of a QR code', () => {
    expect(
      modulesPath([
        [true, false],
        [false, true],
      ]),
    ).toBe('M0 0h1v1h-1zM1 1h1v1h-1z')
  })

  it.each([
    ['ABCD2345', 'ABCD-2345'],
    ['blue-42', 'blue-42'],
    ['AB12', 'AB12'],
  ])('shows the code %s as it is read aloud', (code, spoken) => {
    expect(spokenCode(code)).toBe(spoken)
  })

  it('leads to the pages of the course, of which a server may have several', () => {
    expect(courseBase('', '/')).toBe('/')
    expect(courseBase('', '/docs/')).toBe('/docs/')
    expect(courseBase('shell', '/docker/')).toBe('/shell/')
    expect(courseBase('docker', '/docs/docker/')).toBe('/docs/docker/')
  })
})
