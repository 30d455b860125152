import { type Duplex, duplexPair } from 'node:stream'

/**
 * The holder's side of a shell (`sandbox-server/sandboxes/shells/hold-frames.ts`), without a PTY: it is
 * at its prompt at once, and sends back what is typed.
 */

const HEADER_BYTES = 5
/** The writer, and how much that one had typed before. */
const WRITER_BYTES = 16

/** The marks of a prompt (OSC 133), and the prompt. */
const PROMPT = '\u001b]133;A\u0007reader@sandbox:~$ \u001b]133;B\u0007'

export function echoingShell(): Duplex {
  const [near, far] = duplexPair()
  let pending: Buffer = Buffer.alloc(0)
  far.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk])
    while (pending.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + pending.readUInt32BE(1)
      if (pending.length < end) return
      answer(far, pending.toString('latin1', 0, 1), pending.subarray(HEADER_BYTES, end))
      pending = pending.subarray(end)
    }
  })
  far.once('end', () => far.end())
  return near
}

function answer(shell: Duplex, letter: string, what: Buffer): void {
  switch (letter) {
    case 'n':
      // Begins at 0, with nothing printed, and no writer known.
      shell.write(frame('b', Buffer.alloc(17)))
      shell.write(frame('o', Buffer.from(PROMPT)))
      return
    case 't': {
      const typed = what.subarray(WRITER_BYTES)
      const taken = Buffer.alloc(WRITER_BYTES + 1)
      what.copy(taken, 0, 0, WRITER_BYTES)
      taken.writeBigUInt64BE(what.readBigUInt64BE(8) + BigInt(typed.length), 8)
      shell.write(frame('k', taken))
      shell.write(frame('o', typed))
      return
    }
    case 'e':
      shell.end()
  }
}

function frame(letter: string, what: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  header.write(letter, 'latin1')
  header.writeUInt32BE(what.length, 1)
  return Buffer.concat([header, what])
}
