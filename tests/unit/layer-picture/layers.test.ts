import { describe, expect, it } from 'vitest'
import { parseHistory } from '../../../src/layer-picture/image-history.ts'
import {
  builtRows,
  countLayers,
  formatBytes,
  recordedRows,
} from '../../../src/layer-picture/layers.ts'
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

  const base = { from: 'FROM alpine', bytes: 2_020_000, layers: 2 }

  it('are those of the base, which can be several, and our own; a note makes none', () => {
    expect(builtRows({ history, baseLines: 2, layers: 4, from: 'FROM alpine' })).toEqual([
      { kind: 'none', instruction: 'CMD ["app"]', bytes: 0, layers: 0 },
      { kind: 'own', instruction: 'COPY . /src', bytes: 1540, layers: 1 },
      { kind: 'own', instruction: 'WORKDIR /src', bytes: 0, layers: 1 },
      { kind: 'base', instruction: 'FROM alpine', bytes: 2_020_000, layers: 2 },
    ])
  })

  it('are in the order of the picture, the newest on top, as recorded too', () => {
    const rows = recordedRows(base, [
      ['ENV A=b', 0],
      ['RUN true', 0],
    ])
    expect(rows.map(({ kind }) => kind)).toEqual(['own', 'none', 'base'])
    expect(countLayers(rows)).toBe(3)
  })

  it('are drawn to the scale of the largest, and nothing in them is taken for HTML', () => {
    const html = layersHtml(
      recordedRows({ from: 'FROM <b>', bytes: 200, layers: 1 }, [['RUN "a"', 50]]),
    )
    expect(html).toMatch(/RUN &#34;a&#34;.*--share:0\.2500.*FROM &#60;b&#62;.*--share:1\.0000/)
  })

  it('are left as they are by a page translator, and say how many they are', () => {
    const html = layersHtml(recordedRows(base, [['CMD ["app"]', 0]]))
    expect(html.match(/<code translate="no"/g)).toHaveLength(2)
    expect(html).toMatch(/CMD.*no layer.*FROM alpine.*2 layers, 2\.02 MB/)
  })

  it('are counted under the picture as docker image inspect counts them', () => {
    const rows = builtRows({ history, baseLines: 2, layers: 4, from: 'FROM alpine' })
    expect(captionWords(rows, 'test:latest', 'Your own build')).toBe(
      'Your own build of test:latest: 4 layers, 2 of the base image and 2 of its own. 2.02 MB in all. The newest is on top.',
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
