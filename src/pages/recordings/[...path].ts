import type { APIRoute, GetStaticPaths } from 'astro'

const RECORDINGS = import.meta.glob<string>('@course/recordings/*/*.cast', {
  query: '?raw',
  import: 'default',
  eager: true,
})

export const getStaticPaths = (() =>
  Object.entries(RECORDINGS).map(([file, cast]) => ({
    params: { path: /[^/]+\/[^/]+$/.exec(file)?.[0] },
    props: { cast },
  }))) satisfies GetStaticPaths

/** What `npm run lessons -- record` made, for readers without a live server. */
export const GET: APIRoute<{ cast: string }> = ({ props }) =>
  new Response(props.cast, { headers: { 'Content-Type': 'application/x-asciicast' } })
