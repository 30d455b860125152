import type { APIRoute } from 'astro'
import { phrase } from '../../words/phrase.ts'
import { COURSE } from '../course/course-file.ts'

/** What a certificate of this course says, in the course's language: the server prints it. */
export const GET: APIRoute = () =>
  Response.json({
    language: COURSE.language,
    title: phrase('certificate.title'),
    takes: phrase('certificate.takes'),
    ofCourse: phrase('certificate.of-course', { course: COURSE.title }),
    date: phrase('certificate.date', { date: '{date}' }),
    chapter: phrase('certificate.chapter'),
    blocks: phrase('certificate.blocks'),
    tasks: phrase('certificate.tasks'),
    share: phrase('certificate.share', { number: '{number}', all: '{all}' }),
    unprintable: phrase('certificate.unprintable'),
  })
