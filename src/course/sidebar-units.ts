import { defineRouteMiddleware } from '@astrojs/starlight/route-data'
import { unitsAttributes } from './course-units.ts'

/** Says at each chapter's link in the sidebar what there is to finish in it. */
export const onRequest = defineRouteMiddleware(({ locals }) => {
  for (const entry of locals.starlightRoute.sidebar) {
    if (entry.type !== 'group') continue
    for (const link of entry.entries) {
      if (link.type !== 'link') continue
      Object.assign(link.attrs, unitsAttributes(link.href.split('/').at(-2) ?? ''))
    }
  }
})
