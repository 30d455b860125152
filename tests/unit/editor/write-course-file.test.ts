import { describe, expect, it } from 'vitest'
import type { FileRead, FileWritten } from '../../../protocol/sandbox-files.ts'
import { writeCourseFile } from '../../../src/catch-up/write-course-file.ts'

const first = { name: 'a/first', title: 'A', needs: [], path: 'Dockerfile', text: 'FROM alpine\n' }
const second = { ...first, name: 'a/second', text: 'FROM alpine\nUSER 1000\n' }

/** A sandbox with one file, or none, that keeps its rule. */
function sandboxWith(content: string | undefined) {
  const sandbox = {
    content,
    read: async (): Promise<FileRead> =>
      sandbox.content === undefined
        ? { state: 'absent' }
        : {
            state: 'file',
            bytes: new TextEncoder().encode(sandbox.content),
            version: sandbox.content,
          },
    write: async (_: string, bytes: Uint8Array, expected?: string): Promise<FileWritten> => {
      const text = new TextDecoder().decode(bytes)
      const { content } = sandbox
      if (content !== undefined && content !== text && content !== expected) {
        return { state: 'changed', version: content }
      }
      sandbox.content = text
      return { state: 'saved', version: text }
    },
  }
  return sandbox
}

describe('a file of the course', () => {
  it.each([
    ['an empty place', undefined, 'saved', second.text],
    ['what an earlier fence has put there', first.text, 'saved', second.text],
    ['what the reader has made of it', 'FROM mine\n', 'changed', 'FROM mine\n'],
  ])('is written over %s: %j is %s', async (_, before, state, after) => {
    const files = sandboxWith(before)
    const written = await writeCourseFile(second, { files, steps: async () => [first, second] })
    expect([written.state, files.content]).toEqual([state, after])
  })

  it('leaves what is there where nobody can tell whose it is', async () => {
    const files = sandboxWith(first.text)
    const steps = () => Promise.reject(new Error('The course is not there.'))
    expect((await writeCourseFile(second, { files, steps })).state).toBe('changed')
  })
})
