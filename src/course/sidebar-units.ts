import { defineRouteMiddleware } from '@astrojs/starlight/route-data'
import { CHAPTERS } from './chapters.ts'
import { unitsAttributes } from './course-units.ts'

/** Gives each chapter's link in the sidebar its number, and says what there is to finish in it. */
export const onRequest = defineRouteMiddleware(({ locals }) => {
  for (const entry of locals.starlightRoute.sidebar) {
    if (entry.type !== 'group') continue
    for (const link of entry.entries) {
      if (link.type !== 'link') continue
      const name = link.href.split('/').at(-2) ?? ''
      const number = CHAPTERS.get(name)?.number
      if (number !== undefined) link.label = `${number}. ${link.label}`
      Object.assign(link.attrs, unitsAttributes(name))
    }
  }
})
