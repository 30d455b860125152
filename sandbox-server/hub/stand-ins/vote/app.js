// A vote between two things, on port 80; CHOICES names them. Votes live as long as the container.
const { createServer } = require('node:http')
const { hostname } = require('node:os')

const votes = new Map((process.env.CHOICES ?? 'Yes,No').split(',').map((choice) => [choice, 0]))

function page() {
  const buttons = [...votes].map(
    ([choice, count]) =>
      `<button name="vote" value="${choice}">${choice}</button> <b>${count}</b><br>`,
  )
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${[...votes.keys()].join(' or ')}?</title>
<style>body { font-family: sans-serif; margin: 4rem auto; max-width: 40rem }</style>
<h1>${[...votes.keys()].join(' or ')}?</h1>
<form method="post">${buttons.join('\n')}</form>
<p>Counted in the container <code>${hostname()}</code>.
<p>It stands in for the app of the image that Docker Hub has under this name.
</html>
`
}

const server = createServer(async (request, response) => {
  if (request.method === 'POST') {
    let body = ''
    for await (const chunk of request) body = (body + chunk).slice(0, 1000)
    const choice = new URLSearchParams(body).get('vote')
    if (votes.has(choice)) votes.set(choice, votes.get(choice) + 1)
    response.writeHead(303, { location: '/' }).end()
    return
  }
  response.setHeader('content-type', 'text/html').end(page())
})
server.listen(80, () => console.log('Listening on port 80'))
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit())
