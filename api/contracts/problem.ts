import { z } from 'zod';
import { errorCodes } from '../../domain/errors.ts';

/** RFC 9457. The values at fault follow as further members, hence the loose object. */
export const problemSchema = z
  .looseObject({
    type: z.string().describe('A URN that names the kind of problem.'),
    title: z.string().describe('The kind of problem in words.'),
    status: z.int().describe('The HTTP status of this answer.'),
    detail: z.string().describe('What happened, with the value at fault.'),
    code: z.enum(errorCodes).describe('Stable code to branch on.'),
    remedy: z.string().describe('What to do next.'),
    request_id: z
      .string()
      .optional()
      .describe('As in the header X-Request-Id: given by the client, or made. Log lines carry it too.'),
  })
  .meta({
    id: 'Problem',
    description: 'Every error, as RFC 9457 problem details. Values at fault follow as further members.',
  });
export type Problem = z.infer<typeof problemSchema>;
