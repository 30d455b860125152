import { describe, expect, it } from 'vitest'
import { parseHistory } from '../../../src/layer-picture/image-history.ts'
import { builtLayers, formatBytes, recordedLayers } from '../../../src/layer-picture/layers.ts'
import { captionWords, layersHtml } from '../../../src/layer-picture/layers-html.ts'

function line(CreatedBy: string, Size = '0'): string {
  return JSON.stringify({ Comment: '', CreatedBy, ID: '<missing>', Size })
}

describe('the history of an image', () => {
  it.each([
    ['COPY . /src # buildkit', 'COPY . /src'],
    ['RUN /bin/sh -c apk add   nodejs # buildkit', 'RUN apk add nodejs'],
    ['/bin/sh -c #(nop)  CMD ["bash"]', 'CMD ["bash"]'],
    ['/bin/sh -c echo one', 'RUN echo one'],
    ['EXPOSE map[8080/tcp:{}]', 'EXPOSE 8080'],
    ['EXPOSE map[53/udp:{} 8080/tcp:{}]', 'EXPOSE 53/udp 8080'],
  ])('reads %s as %s', (createdBy, instruction) => {
    expect(parseHistory(line(createdBy, '1540'))).toEqual([{ instruction, bytes: 1540 }])
  })

  it('says of a file system that was imported that it was', () => {
    const imported = JSON.stringify({ Comment: 'Imported from -', CreatedBy: '', Size: '5' })
    expect(parseHistory(imported)[0]?.instruction).toBe('Imported from -')
  })

  it('is empty where Docker says that there is no such image', () => {
    expect(parseHistory('Error response from daemon: No such image: test:latest\n')).toEqual([])
  })
})

describe('the layers of an image', () => {
  const history = parseHistory(
    [
      line('CMD ["app"]'),
      line('COPY . /src # buildkit', '1540'),
      line('WORKDIR /src'),
      line('CMD ["sh"]'),
      line('COPY / / # buildkit', '2020000'),
    ].join('\n'),
  )

  it('are those of the base and our own; what only notes something makes none', () => {
    expect(builtLayers(history, 2)).toEqual([
      { kind: 'none', instruction: 'CMD ["app"]', bytes: 0 },
      { kind: 'own', instruction: 'COPY . /src', bytes: 1540 },
      { kind: 'own', instruction: 'WORKDIR /src', bytes: 0 },
      { kind: 'base', instruction: 'COPY / /', bytes: 2_020_000 },
    ])
  })

  it('stand with the newest on top, as recorded too', () => {
    const layers = recordedLayers([
      ['FROM alpine', 2_020_000],
      ['ENV A=b', 0],
      ['RUN true', 0],
    ])
    expect(layers.map(({ kind }) => kind)).toEqual(['own', 'none', 'base'])
  })

  it('are drawn to the scale of the largest, and nothing in them is taken for HTML', () => {
    const html = layersHtml(
      recordedLayers([
        ['FROM <b>', 200],
        ['RUN "a"', 50],
      ]),
    )
    expect(html).toMatch(/RUN &#34;a&#34;.*--share:0\.2500.*FROM &#60;b&#62;.*--share:1\.0000/)
  })

  it('are counted under the picture', () => {
    expect(captionWords(builtLayers(history, 2), 'test:latest', 'Your own build')).toBe(
      'Your own build of test:latest: 3 layers, 2.02 MB. The newest is on top.',
    )
  })

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1540, '1.54 kB'],
    [2_020_000, '2.02 MB'],
    [41_200_000_000, '41.2 GB'],
  ])('of %i bytes take %s', (bytes, words) => {
    expect(formatBytes(bytes)).toBe(words)
  })
})
