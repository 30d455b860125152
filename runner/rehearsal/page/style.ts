/** Colours are those of the site; both themes are in the one file, and it loads nothing. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1d2330; --soft: #5b6474; --line: #d9dde5; --paper: #fff; --panel: #f5f6f9; --accent: #2456c9; --good: #1d7a46; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9f0; --soft: #a2abbb; --line: #343b49; --paper: #14171f; --panel: #1c212c; --accent: #8fb0ff; --good: #6fd49a; --bad: #ff9a90; } }
* { box-sizing: border-box; }
body { max-width: 56rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; background: var(--paper); color: var(--ink); font: 1rem/1.6 system-ui, sans-serif; }
h1 { margin: 0 0 .25rem; font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 2.5rem 0 .5rem; font-size: 1.15rem; }
p, ul { margin: .5rem 0; max-width: 44rem; }
.soft { color: var(--soft); font-size: .9rem; }
.verdict { margin: 1.25rem 0; padding: 1rem 1.25rem; border-inline-start: .35rem solid var(--bad); background: var(--panel); font-size: 1.1rem; }
.verdict.holds { border-color: var(--good); }
.verdict ul { font-size: 1rem; padding-inline-start: 1.2rem; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .4rem .6rem; border-bottom: 1px solid var(--line); text-align: end; }
th:first-child, td:first-child { padding-inline-start: 0; text-align: start; font-weight: 500; }
thead th { color: var(--soft); font-weight: 500; font-size: .9rem; }
.good { color: var(--good); } .bad { color: var(--bad); font-weight: 600; }
figure { margin: 1rem 0; } figcaption { color: var(--soft); font-size: .9rem; }
svg { display: block; width: 100%; min-width: 34rem; height: auto; font: 13px system-ui, sans-serif; }
svg text { fill: var(--ink); } svg .axis { fill: var(--soft); font-size: 12px; }
svg .grid { stroke: var(--line); } svg .dots { fill: var(--accent); fill-opacity: .35; }
svg .p50, svg .p95 { stroke: var(--ink); stroke-width: 2; } svg .p50 { stroke-dasharray: 3 3; }
svg .goal { stroke: var(--bad); stroke-width: 2; }
svg .area { fill: var(--accent); fill-opacity: .15; } svg .line { fill: none; stroke: var(--accent); stroke-width: 2; }
code { padding: .1rem .3rem; border-radius: .25rem; background: var(--panel); font: .9em ui-monospace, monospace; overflow-wrap: anywhere; }
@media print { :root { color-scheme: light; --ink: #000; --soft: #444; --line: #bbb; --paper: #fff; --panel: #f3f3f3; --accent: #2456c9; --good: #1d7a46; --bad: #b3261e; } body { padding: 0; max-width: none; } figure, table, .verdict { break-inside: avoid; } }
`
