// A web app with one page, on port 8080, that says which container it comes from.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { hostname } from 'node:os'
import { page } from './page.js'

const PORT = 8080

// Fixed when the image was built: every container of it shows the same.
const greeting = process.env.GREETING ?? 'Hello'
const built = readFileSync('built.txt', 'utf8').trim()

// Lives in this container's memory, and starts anew with it.
let visits = 0

const server = createServer((request, response) => {
  visits += 1
  const facts = { greeting, built, visits, container: hostname(), node: process.version }
  if (request.headers.accept?.includes('text/html')) {
    response.setHeader('content-type', 'text/html').end(page(facts))
  } else {
    const about = `I am ${facts.container}, my image was built ${built} UTC`
    response.end(`${greeting}. ${about}, and you are visit ${visits}.\n`)
  }
})
server.listen(PORT, () => console.log(`Listening on port ${PORT}`))

// `docker container stop` sends SIGTERM. The first process of a container has to handle it itself:
// for that one the kernel has no default.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit())
