import type { APIRoute, GetStaticPaths } from 'astro'
import bolt from '../assets/bolt.svg?raw'
import { COURSE } from '../course/course-file.ts'

const { logo } = COURSE

/** As data URLs, each loaded when it is asked for. */
const PICTURES = import.meta.glob<string>('@course/**/*.{svg,png,jpg,jpeg,webp}', {
  query: '?inline',
  import: 'default',
})

export const getStaticPaths = (() => [
  { params: { ending: logo?.replace(/^.*\./, '') ?? 'svg' } },
]) satisfies GetStaticPaths

/** The logo of the course, for the browser's tab. */
export const GET: APIRoute = async () => {
  const load = Object.entries(PICTURES).find(([path]) => logo && path.endsWith(logo))?.[1]
  return load ? fetch(await load()) : new Response(bolt)
}
