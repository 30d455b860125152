import { createHash } from 'node:crypto'

/** The page as HTML. Its picture and colour are drawn from the container's name. */
export function page({ greeting, container, visits, built, node }) {
  const hash = createHash('sha256').update(container).digest()
  const hue = Math.round((hash[0] / 256) * 360)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(greeting)}</title>
<link rel="icon" href="data:,">
<style>${style(hue)}</style>
</head>
<body>
<main>
${picture(hash)}
<h1>${escapeHtml(greeting)}</h1>
<p>My name is <code>${escapeHtml(container)}</code>, and this picture is drawn from it.</p>
<dl>
<div><dt>Visits since I started</dt><dd class="count">${visits}</dd></div>
<div><dt>My image was built (UTC)</dt><dd>${escapeHtml(built)}</dd></div>
<div><dt>I run on Node.js</dt><dd>${escapeHtml(node)}</dd></div>
</dl>
<p class="hint">Start a second container from the same image: it has another name, another picture, and counts its own visits.</p>
</main>
</body>
</html>
`
}

/** Five by five squares, the left half mirrored to the right. */
function picture(hash) {
  const squares = []
  for (let row = 0; row < 5; row++) {
    for (let column = 0; column < 5; column++) {
      const mirrored = Math.min(column, 4 - column)
      if (hash[1 + row * 3 + mirrored] % 2) {
        squares.push(`<rect x="${column}" y="${row}" width="1.02" height="1.02"/>`)
      }
    }
  }
  return `<svg viewBox="-1 -1 7 7" aria-hidden="true">${squares.join('')}</svg>`
}

function style(hue) {
  return `
:root { color-scheme: light dark }
* { box-sizing: border-box; margin: 0 }
body {
  min-height: 100vh; padding: 1.5rem; display: grid; place-items: center;
  font: 1rem/1.5 system-ui, sans-serif;
  color: light-dark(oklch(28% .03 ${hue}), oklch(93% .02 ${hue}));
  background: light-dark(oklch(95% .03 ${hue}), oklch(21% .03 ${hue}));
}
main {
  width: min(34rem, 100%); padding: 2rem; border-radius: 1rem; text-align: center;
  background: light-dark(white, oklch(27% .035 ${hue}));
  box-shadow: 0 1rem 3rem oklch(20% .08 ${hue} / .18);
}
svg {
  width: 7rem; border-radius: .75rem; fill: light-dark(oklch(55% .16 ${hue}), oklch(75% .14 ${hue}));
  background: light-dark(oklch(94% .04 ${hue}), oklch(33% .05 ${hue}));
}
h1 { margin: 1rem 0 .25rem; font-size: 1.6rem; line-height: 1.2 }
code { font-family: ui-monospace, monospace; font-weight: 600 }
dl { margin: 1.5rem 0; display: grid; gap: .5rem }
dl div {
  padding: .6rem 1rem; display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem;
  border-radius: .5rem; text-align: left; background: light-dark(oklch(97% .015 ${hue}), oklch(31% .04 ${hue}));
}
dd { font-weight: 600; font-variant-numeric: tabular-nums }
.hint { font-size: .9rem; opacity: .85 }
`
}

function escapeHtml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
