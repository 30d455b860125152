import { spawn } from 'node:child_process'
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
  agent.createConnection = () => connect(words)
  return agent
}

function connect(words: readonly string[]): Duplex {
  const ssh = spawn('ssh', words, { stdio: ['pipe', 'pipe', 'pipe'] })
  // `@types/node` knows a pair of web streams only; Node's own are taken as well.
  const stream = Duplex.from({ readable: ssh.stdout, writable: ssh.stdin } as never)
  let said = ''
  ssh.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-1000)
  })
  ssh.once('error', (error) => stream.destroy(error))
  ssh.once('close', (status) => {
    if (status === 0) return
    stream.destroy(new Error(said.trim().split('\n').at(-1) || `ssh ended with status ${status}`))
  })
  // A hang-up at our end leaves the client nothing to carry.
  stream.once('close', () => ssh.kill())
  return stream
}
