// A web page on port 8080 that says which container it comes from.
const { createServer } = require('node:http')
const { hostname } = require('node:os')

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>A web app in a container</title>
<style>body { font-family: sans-serif; margin: 4rem auto; max-width: 40rem }</style>
<h1>Hello from a container</h1>
<p>This page was made by Node.js in the container <code>${hostname()}</code>.
<p>It stands in for the app of the image that Docker Hub has under this name.
</html>
`

const server = createServer((_request, response) => {
  response.setHeader('content-type', 'text/html').end(page)
})
server.listen(8080, () => console.log('Listening on port 8080'))
// A process with number 1 has no default for signals.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit())
