import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { Agent } from 'node:http'
import { Duplex } from 'node:stream'

/**
 * Connections to an engine by the machine's own ssh client, as the Docker client makes them: keys,
 * known hosts and jump hosts are those of `~/.ssh/config`. It asks nothing, since nobody is there
 * to answer.
 */
export function sshAgent(destination: string, port: number | undefined): Agent {
  const agent = new Agent({ keepAlive: false })
  const words = ['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10', '-T']
  if (port !== undefined) words.push('-p', String(port))
  words.push('--', destination, 'docker', 'system', 'dial-stdio')
  agent.createConnection = () => new SshStream(words)
  return agent
}

/** What a command on the other machine reads and writes; its last words when it fails. */
class SshStream extends Duplex {
  readonly #ssh: ChildProcessWithoutNullStreams

  constructor(words: readonly string[]) {
    super()
    const ssh = spawn('ssh', words)
    this.#ssh = ssh
    let said = ''
    ssh.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-1000)
    })
    ssh.stdout.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) ssh.stdout.pause()
    })
    // A client that has ended takes nothing more, also of what is being written: why it ended
    // comes with `close`.
    ssh.stdin.on('error', () => {})
    ssh.once('error', (error) => this.destroy(error))
    ssh.once('close', (status) => {
      if (status === 0) this.push(null)
      else this.destroy(new Error(said.trim().split('\n').at(-1) || `ssh ended with ${status}`))
    })
  }

  override _read(): void {
    this.#ssh.stdout.resume()
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#ssh.stdin.write(chunk, () => done())
  }

  override _final(done: () => void): void {
    this.#ssh.stdin.end(done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#ssh.kill()
    done(error)
  }
}
