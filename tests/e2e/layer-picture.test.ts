import { describe, expect, it } from 'vitest'
import { useLiveSite } from '../support/live-site.ts'
import { until } from '../support/reader.ts'

const site = useLiveSite()

describe('the picture of the layers', () => {
  it('is filled by the build of the reader', async () => {
    await using reader = await site.readerAt('/authors/')
    const picture = reader.page.locator('layer-picture')
    const caption = picture.locator('figcaption')
    expect(await caption.innerText()).toBe(
      'Recorded build of small:latest: 2 layers, 2.02 MB. The newest is on top.',
    )
    await reader.block('authors/build').run()
    await until(async () => (await caption.innerText()).startsWith('Your own build'), 'own layers')
    const kinds = await picture
      .locator('li')
      .evaluateAll((rows) => rows.map((row) => `${row.dataset['kind']} ${row.textContent}`))
    expect(kinds.slice(0, 2)).toEqual([
      'none CMD ["cat" "/hello.txt"]no layer',
      'own RUN echo hello > /hello.txt6 B, a layer of its own',
    ])
    expect(kinds.slice(2).every((row) => row.startsWith('base '))).toBe(true)
    await reader.expectAccessible()
    expect(reader.errors).toEqual([])
  })
})
