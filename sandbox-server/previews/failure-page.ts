/** Why there is no answer of an app: status, title, sentence, and whether a later try can differ. */
export const FAILURES = {
  unknown: {
    status: 404,
    title: 'No such app',
    sentence:
      'No app has this address, or its sandbox is gone; press Open in the course to get a good one.',
    again: false,
  },
  closed: {
    status: 403,
    title: 'This app is private',
    sentence:
      'Only its owner can see this app, by pressing Open in the course; if you just did, press “Open in a new tab” there, or let your browser keep cookies of this address.',
    again: false,
  },
  worker: {
    status: 403,
    title: 'No service workers',
    sentence: 'Apps get no service workers here, since another app has this address tomorrow.',
    again: false,
  },
  silent: {
    status: 502,
    title: 'Nothing answers yet',
    sentence: 'The container may still be starting; this page tries again by itself.',
    again: true,
  },
  strange: {
    status: 502,
    title: 'Not a web page',
    sentence: 'What listens on this port answers, but does not speak HTTP; it may be a database.',
    again: false,
  },
  fell: {
    status: 503,
    title: 'This app is closed',
    sentence:
      'An answer of this app made the server fail, so it is closed for as long as your sandbox lives; a fresh sandbox can run it again.',
    again: false,
  },
  gone: {
    status: 503,
    title: 'This sandbox is gone',
    sentence: 'The app went with its sandbox; press Run in the course to start it again.',
    again: false,
  },
  off: {
    status: 503,
    title: 'Live terminals are off',
    sentence: 'This server has no sandboxes at the moment, and so no apps in them.',
    again: false,
  },
  slow: {
    status: 504,
    title: 'No answer in time',
    sentence: 'The app took the request and did not answer it within a minute.',
    again: false,
  },
} as const satisfies Record<string, Failure>

export type FailureName = keyof typeof FAILURES

interface Failure {
  readonly status: number
  readonly title: string
  readonly sentence: string
  readonly again: boolean
}

/** Seconds until a page that tries again does so. */
const AGAIN_SECONDS = 2

const STYLE = `
:root { color-scheme: light dark }
body { margin: 0; min-height: 100vh; display: grid; place-content: center; padding: 1.5rem;
  box-sizing: border-box; background: light-dark(#fcfbf8, #10162f); color: light-dark(#374063, #c3c8dc);
  font: 1rem/1.6 system-ui, sans-serif }
main { max-width: 32rem }
h1 { margin: 0 0 .5rem; color: light-dark(#10162f, #f7f8fc); font-size: 1.375rem; line-height: 1.25 }
p { margin: 0 0 .75rem }
a { color: light-dark(#3b4fd6, #b9c8ff) }
`

/** The headers of every such page: it loads nothing, and stays in no cache. */
export const FAILURE_HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
} as const

/** @returns the page that says why an app does not answer. */
export function failurePage(name: FailureName): string {
  const { title, sentence, again } = FAILURES[name]
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
${again ? `<meta http-equiv="refresh" content="${AGAIN_SECONDS}">\n` : ''}<title>${title}</title>
<style>${STYLE}</style>
<main>
<h1>${title}</h1>
<p>${sentence}
${again ? '<p><a href="">Try again now</a>\n' : ''}</main>
</html>
`
}
