import { defineRouteMiddleware } from '@astrojs/starlight/route-data'
import { courseUnits, unitsAttributes } from './course-units.ts'

/** Says at each chapter's link in the sidebar what there is to finish in it. */
export const onRequest = defineRouteMiddleware(async ({ locals }) => {
  const course = await courseUnits()
  for (const entry of locals.starlightRoute.sidebar) {
    if (entry.type !== 'group') continue
    for (const link of entry.entries) {
      const units = link.type === 'link' ? course.get(link.href.split('/').at(-2) ?? '') : undefined
      if (link.type === 'link' && units) Object.assign(link.attrs, unitsAttributes(units))
    }
  }
})
