import { toHtml } from 'hast-util-to-html'
import { describe, expect, it } from 'vitest'
import type { EngineState } from '../../lesson/picture.ts'
import { drawPicture } from '../../src/pictures/draw-picture.ts'
import { parseEngineState } from '../../src/pictures/parse-engine-state.ts'

const container = (Names: string, State: string, Ports = '') =>
  `container ${JSON.stringify({ Names, Image: 'alpine', State, Ports, Status: 'Up' })}`

describe('what an engine prints of itself', () => {
  it('becomes images, containers and ports', () => {
    const published =
      '0.0.0.0:8080->80/tcp, [::]:8080->80/tcp, 443/tcp, 0.0.0.0:9000-9001->90-91/udp'
    const output = [
      'image alpine:latest',
      'image <none>:<none>',
      container('web', 'running', published),
      container('done', 'exited'),
      container('moment', 'restarting'),
      '',
    ].join('\n')
    expect(parseEngineState(output)).toEqual({
      images: ['alpine:latest'],
      containers: [
        {
          name: 'web',
          image: 'alpine',
          state: 'running',
          ports: [
            { host: 8080, container: 80 },
            { host: undefined, container: 443 },
            { host: 9000, container: 90 },
            { host: 9001, container: 91 },
          ],
        },
        { name: 'done', image: 'alpine', state: 'exited', ports: [] },
      ],
    })
  })

  it('is nothing where it is no answer', () => {
    expect(parseEngineState('Cannot connect\n')).toEqual({ images: [], containers: [] })
  })
})

describe('a picture', () => {
  const state: EngineState = {
    images: Array.from({ length: 10 }, (_, index) => `image:${index}`),
    containers: [
      {
        name: 'web',
        image: 'alpine',
        state: 'running',
        ports: [
          { host: 8080, container: 80 },
          { host: undefined, container: 443 },
        ],
      },
      { name: '<b>', image: 'alpine', state: 'exited', ports: [{ host: 1, container: 1 }] },
    ],
  }
  const words = (kind: 'engine' | 'life' | 'ports', shown = state) =>
    toHtml(drawPicture(kind, shown))
      .replaceAll('</li>', '\n')
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/ +/g, ' ')

  it('of the ports says which lead to a running container', () => {
    expect(
      words('ports')
        .trim()
        .split(/ *\n */),
    ).toEqual([
      'Port 8080 of the machine leads to: Container web , port 80',
      'No port of the machine leads to: Container web , port 443',
    ])
    expect(words('ports', { images: [], containers: [] })).toContain('No container runs')
  })

  it('of the life of a container shows each where it is', () => {
    const phases = drawPicture('life', state).children.map((phase) => toHtml(phase))
    expect(phases.filter((phase) => phase.includes('data-main'))).toHaveLength(2)
    expect(phases[1]).toContain('web')
    expect(phases[3]).toContain('&#x3C;b>')
  })

  it('of the engine counts what it does not list', () => {
    expect(words('engine')).toMatch(/Images: 10 [\s\S]*image:7\s+and 2 more/)
    expect(words('engine', { images: [], containers: [] })).toContain('Images: 0')
  })
})
