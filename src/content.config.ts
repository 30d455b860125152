import { defineCollection } from 'astro:content'
import { docsSchema } from '@astrojs/starlight/schema'
import { glob } from 'astro/loaders'
import { z } from 'astro/zod'

/** What every chapter says of itself at its top; a mistake there stops the build with its place. */
const chapter = z.object({
  /** One sentence: for the list of chapters, search engines and social cards. */
  description: z.string().min(20).max(200),
  /** Its number in the course; the landing page has none. */
  chapter: z.number().int().min(1).optional(),
  /** How long it takes to read and to run, in minutes. */
  minutes: z.number().int().min(1).max(60).optional(),
  /** Whether it is on the page of the whole course, for print. */
  print: z.boolean().default(true),
  /** Images that a new sandbox lists; all others are pulled first. Read by the server. */
  listed: z.array(z.string()).optional(),
})

export const collections = {
  // The name that Starlight looks for.
  docs: defineCollection({
    loader: glob({ base: `${import.meta.env['COURSE_FOLDER']}/chapters`, pattern: '**/[^_]*.mdx' }),
    schema: docsSchema({ extend: chapter }),
  }),
}
