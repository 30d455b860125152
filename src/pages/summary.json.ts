import type { APIRoute } from 'astro'
import type { PlacedBlock, PlacedTask } from '../../lesson/course.ts'
import { CHAPTERS } from '../course/chapters.ts'

/** The numbered chapters, with the names and titles of what there is to do: for the course's summary. */
export const GET: APIRoute = () => {
  const chapters = [...CHAPTERS.values()]
    .filter(({ number }) => number !== undefined)
    .sort((one, other) => (one.number ?? 0) - (other.number ?? 0))
    .map(({ name, title, number, blocks, tasks }) => {
      return { name, title, number, blocks: blocks.map(partOf), tasks: tasks.map(partOf) }
    })
  return Response.json(chapters)
}

function partOf({ name, title }: PlacedBlock | PlacedTask): { name: string; title: string } {
  return { name, title: title ?? name }
}
