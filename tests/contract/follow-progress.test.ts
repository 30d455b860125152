import Docker from 'dockerode'
import { pack } from 'tar-stream'
import { describe, expect, it } from 'vitest'
import { followProgress } from '../../sandbox-server/images/follow-progress.ts'

const docker = new Docker()

describe("the engine's report of a build", () => {
  it('is followed to its end, and its text is handed on', async () => {
    let said = ''
    await followProgress(docker, await build('FROM scratch\nCOPY Dockerfile /\n'), (text) => {
      said += text
    })
    expect(said).toContain('Step 2/2 : COPY Dockerfile /')
    const [, id = ''] = /Successfully built (\S+)/.exec(said) ?? []
    await docker.getImage(id).remove()
  })

  it('that ends in a failure is an error with its words', async () => {
    const stream = await build('FROM scratch\nCOPY not-there /\n')
    await expect(followProgress(docker, stream)).rejects.toThrow('not-there')
  })
})

async function build(dockerfile: string): Promise<NodeJS.ReadableStream> {
  const context = pack()
  context.entry({ name: 'Dockerfile' }, dockerfile)
  context.finalize()
  return docker.buildImage(context as unknown as NodeJS.ReadableStream, { forcerm: true })
}
