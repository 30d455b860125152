import { Duplex } from 'node:stream'
import type { Pty } from '../../sandbox-server/sessions/terminals/terminal.ts'

/** A PTY whose other end the test holds: bytes come when it says so. */
export class TestPty extends Duplex implements Pty {
  readonly typed: string[] = []
  closedByTerminal = false
  override _read(): void {}
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.typed.push(chunk.toString())
    done()
  }
  readonly offset: number
  readonly seam: number
  readonly sizes: string[] = []
  /**
   * @param offset of the first byte that it will print.
   * @param seam of the first byte that it had not printed before.
   */
  constructor(offset = 0, seam = offset) {
    super()
    this.offset = offset
    this.seam = seam
  }
  resize(columns: number, rows: number): void {
    this.sizes.push(`${columns}x${rows}`)
  }
  /** By writer. */
  readonly has = new Map<string, number>()
  taken(writer: string): number {
    return this.has.get(writer) ?? 0
  }
  type({ writer, offset }: { writer: string; offset: number }, bytes: Uint8Array): void {
    this.typed.push(Buffer.from(bytes).toString())
    this.has.set(writer, offset + bytes.length)
    this.emit('taken', writer, offset + bytes.length, false)
  }
  signal(): void {}
  close(): void {
    this.closedByTerminal = true
    this.end(0)
  }
  print(text: string | Buffer): void {
    this.push(text)
  }
  override end(status?: unknown): this {
    this.emit('exit', status)
    this.push(null)
    return super.end()
  }
}
