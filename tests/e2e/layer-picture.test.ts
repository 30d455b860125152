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
      'Recorded build of small:latest: 2 layers, 1 of the base image and 1 of its own. 2.02 MB in all. The newest is on top.',
    )
    await reader.block('authors/build').run()
    await until(async () => (await caption.innerText()).startsWith('Your own build'), 'own layers')
    const kinds = await picture
      .locator('li')
      .evaluateAll((rows) => rows.map((row) => `${row.dataset['kind']} ${row.textContent}`))
    expect(kinds.slice(0, 2)).toEqual([
      'none CMD ["cat" "/hello.txt"]no layer',
      'own RUN echo hello > /hello.txt1 layer, 6 B',
    ])
    expect(kinds.slice(2)).toEqual([expect.stringMatching(/^base FROM alpine:latest\d+ layers?, /)])
    await reader.expectAccessible()
    // As the reader's own engine counts them.
    const block = reader.block('authors/note')
    await block.run()
    await block.type("docker image inspect --format 'has {{len .RootFS.Layers}} layers' small\n")
    await block.shows(/has \d+ layers/)
    const inspected = /has (\d+) layers/.exec(await block.screen())?.[1]
    expect(await caption.innerText()).toContain(`small:latest: ${inspected} layers, `)
    expect(reader.errors).toEqual([])
  })
})

describe('the other pictures', () => {
  it('are drawn from the engine of the reader once a command has run', async () => {
    await using reader = await site.readerAt('/authors-parts/')
    const life = reader.page.locator('lesson-picture[data-kind="life"]')
    const ports = reader.page.locator('lesson-picture[data-kind="ports"]')
    expect(await ports.innerText()).toContain('Port 8080 of the machine')
    const block = reader.block('authors-parts/greeting')
    await block.run()
    await until(async () => (await ports.innerText()).includes('No container runs'), 'no port')
    await block.type('docker run -d --name mine -p 8123:80 alpine:latest sleep 600\n')
    // What the reader types counts as much as what Run does.
    await until(async () => (await ports.innerText()).includes('Port 8123'), 'the port of it')
    const running = life.locator('[data-phase="running"]')
    // Each picture asks the engine for itself.
    await until(async () => (await running.innerText()).includes('mine'), 'the container')
    expect(await life.innerText()).toContain('Drawn from your own sandbox.')
    await reader.expectAccessible()
    await reader.resetSandbox()
    await until(async () => (await ports.innerText()).includes('Port 8080'), 'what was recorded')
    expect(reader.errors).toEqual([])
  })
})
