import type Docker from 'dockerode'
import { type EngineUnderTest, engineUnderTest, TEST_LIMITS } from './engine.ts'
import { Reader } from './reader.ts'
import { startServer, type TestServer } from './server.ts'
import { Traces } from './traces.ts'

/** A reader in a sandbox of a server of its own, to whom faults can be done from outside. */
export class FaultyHouse implements AsyncDisposable {
  readonly engine: EngineUnderTest
  readonly server: TestServer
  readonly reader: Reader
  readonly #traces: Traces

  private constructor(engine: EngineUnderTest, server: TestServer, traces: Traces) {
    this.engine = engine
    this.server = server
    this.reader = new Reader(server.address)
    this.#traces = traces
  }

  /** @param docker the engine, where it is not that of this machine. */
  static async open(docker?: Docker, way?: 'direct' | 'engine'): Promise<FaultyHouse> {
    const engine = await engineUnderTest(TEST_LIMITS, docker, way)
    const traces = await Traces.begin(engine)
    return new FaultyHouse(engine, await startServer({ driver: engine.driver }), traces)
  }

  /** The container of the reader's sandbox. */
  async container(): Promise<Docker.Container> {
    const [id] = await this.#traces.note()
    if (id === undefined) throw new Error('There is no sandbox.')
    return this.engine.docker.getContainer(id)
  }

  /** How many containers there are, whoever has them. */
  async sandboxes(): Promise<number> {
    return (await this.#traces.note()).length
  }

  /** Kills processes in the sandbox as a crash would. @returns what pkill says: 0 is some. */
  kill(user: string, ...pattern: string[]): Promise<number | null> {
    return this.#run(user, ['pkill', '-KILL', '--euid', user, ...pattern])
  }

  /** Kills what holds the shells' PTYs, and not what starts holders. @returns as `kill` does. */
  killHolders(): Promise<number | null> {
    const first = '$(pgrep --oldest --exact blitz-hold)'
    return this.#run('root', ['sh', '-c', `pkill -KILL --parent ${first} --exact blitz-hold`])
  }

  /** How many processes of that name there are in the sandbox. */
  async count(name: string): Promise<number> {
    const container = await this.container()
    const { Processes } = (await container.top({ ps_args: '-eo pid,comm' })) as {
      Processes: string[][]
    }
    return Processes.filter(([, command]) => command === name).length
  }

  /** After a fault the sandbox is thrown away, and nothing of it is there any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#traces.note()
    this.reader[Symbol.dispose]()
    await this.server[Symbol.asyncDispose]()
    await this.#traces.expectNone()
    await this.engine[Symbol.asyncDispose]()
  }

  async #run(user: string, command: string[]): Promise<number | null> {
    const exec = await (await this.container()).exec({ Cmd: command, User: user })
    // Unread, the answer would keep its socket open.
    ;(await exec.start({ Detach: true })).resume()
    for (;;) {
      const { Running, ExitCode } = await exec.inspect()
      if (!Running) return ExitCode
    }
  }
}
