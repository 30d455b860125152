// Stands in for docker/dockerfile: a builder that finds `# syntax=docker/dockerfile:1` in a Dockerfile
// runs this image, and asks it how to build. It hands the question back to the Dockerfile frontend
// that is compiled into that very builder, and returns what that says.
//
// The builder listens on standard input and output: gRPC over HTTP/2, the service LLBBridge of
// BuildKit's frontend/gateway/pb/gateway.proto. Answers are handed on undecoded.
const { connect } = require('node:http2')
const { Duplex } = require('node:stream')

const SERVICE = '/moby.buildkit.v1.frontend.LLBBridge'
const BUILT_IN = 'dockerfile.v0'
/** gRPC's status of an answer without one. */
const UNKNOWN = 2

/** Protocol buffers: the wire type of whole numbers, and of strings, bytes and messages. */
const [VARINT, BYTES] = [0, 2]

function varint(number) {
  const bytes = []
  for (; number > 127; number = Math.floor(number / 128)) bytes.push((number % 128) | 128)
  return Buffer.from([...bytes, number])
}

const flag = (field) => Buffer.concat([varint(field * 8 + VARINT), varint(1)])

function bytes(field, content) {
  const value = Buffer.from(content)
  return Buffer.concat([varint(field * 8 + BYTES), varint(value.length), value])
}

/** @returns the content of each field of that number; only such messages are read as have no other wire type. */
function read(message, wanted) {
  const found = []
  let at = 0
  const next = () => {
    let [number, factor, byte] = [0, 1, 128]
    for (; byte > 127; factor *= 128) {
      byte = message[at++]
      number += (byte & 127) * factor
    }
    return number
  }
  while (at < message.length) {
    const key = next()
    if (key % 8 !== BYTES)
      throw new Error(`The builder answered with a field of wire type ${key % 8}.`)
    const end = next() + at
    if (Math.floor(key / 8) === wanted) found.push(message.subarray(at, end))
    at = end
  }
  return found
}

const builder = connect('http://builder', {
  createConnection: () => Duplex.from({ readable: process.stdin, writable: process.stdout }),
})

/** @returns the answer's message. @throws an error with the answer's google.rpc.Status. */
function call(method, message = Buffer.alloc(0)) {
  return new Promise((resolve, reject) => {
    const stream = builder.request({
      ':method': 'POST',
      ':path': `${SERVICE}/${method}`,
      'content-type': 'application/grpc',
      te: 'trailers',
    })
    const received = []
    let end = {}
    const note = (headers) => {
      end = { ...end, ...headers }
    }
    stream.on('response', note).on('trailers', note).on('error', reject)
    stream.on('data', (chunk) => received.push(chunk))
    stream.on('close', () => {
      const code = Number(end['grpc-status'] ?? UNKNOWN)
      // Each message follows a byte that says whether it is compressed, and four of its length.
      if (code === 0) return resolve(Buffer.concat(received).subarray(5))
      reject(Object.assign(new Error(`${method} failed.`), { status: statusOf(code, end) }))
    })
    const length = Buffer.alloc(5)
    length.writeUInt32BE(message.length, 1)
    stream.end(Buffer.concat([length, message]))
  })
}

/** @returns a google.rpc.Status: with its details, which say where in the Dockerfile the mistake is. */
function statusOf(code, headers) {
  const details = headers['grpc-status-details-bin']
  if (details !== undefined) return Buffer.from(String(details), 'base64')
  const message = decodeURIComponent(
    String(headers['grpc-message'] ?? 'The builder did not answer.'),
  )
  return Buffer.concat([varint(1 * 8 + VARINT), varint(code), bytes(2, message)])
}

/** What the builder was asked, such as `target=test`. */
function* options() {
  for (const [name, value = ''] of Object.entries(process.env)) {
    if (name.startsWith('BUILDKIT_FRONTEND_OPT_')) yield value
  }
}

const entry = (key, value) => Buffer.concat([bytes(1, key), bytes(2, value)])

async function main() {
  const inputs = read(await call('Inputs'), 1)
  const asked = [...options()].map((option) => {
    const [, key, value] = /^([^=]*)=(.*)$/s.exec(option)
    return bytes(3, entry(key, value))
  })
  const solve = [
    bytes(2, BUILT_IN),
    ...asked,
    flag(5), // allowResultReturn
    flag(6), // allowResultArrayRef
    ...inputs.map((input) => bytes(13, input)),
  ]
  const [result] = read(await call('Solve', Buffer.concat(solve)), 3)
  return bytes(1, result ?? '')
}

main()
  .catch((error) =>
    bytes(
      2,
      error.status ?? statusOf(UNKNOWN, { 'grpc-message': encodeURIComponent(error.message) }),
    ),
  )
  .then((answer) => call('Return', answer))
  .then(
    // A goodbye of HTTP/2 would end the builder's side, and with it the build.
    () => process.exit(),
    (error) => {
      console.error(error.message)
      process.exit(1)
    },
  )
