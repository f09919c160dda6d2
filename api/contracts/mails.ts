import { z } from 'zod';
import { momentSort, nextCursorField, pageFields } from './paging.ts';
import { momentSchema } from './scalars.ts';

const mailStates = ['queued', 'sent', 'failed'] as const;

export const mailSummarySchema = z
  .object({
    id: z.int(),
    subject: z.string(),
    recipient: z.string(),
    state: z.enum(mailStates),
    created_at: momentSchema,
    sent_at: momentSchema.nullable(),
    attempts: z.int(),
    last_error: z.string().nullable(),
  })
  .meta({ id: 'MailSummary', description: 'An alert mail without its text.' });
export type MailSummary = z.infer<typeof mailSummarySchema>;

export const mailSchema = mailSummarySchema
  .extend({ body: z.string() })
  .meta({ id: 'Mail', description: 'An alert mail with its text.' });

export const mailsQuerySchema = z.strictObject({
  ...pageFields('Mails'),
  sort: momentSort('created_at'),
  state: z.enum(mailStates).optional().describe('Only mails in this state.'),
});
export const mailParamsSchema = z.strictObject({
  id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).describe("The mail's number."),
});

export const mailsSchema = z
  .object({ mails: z.array(mailSummarySchema), ...nextCursorField })
  .meta({ id: 'Mails', description: 'Alert mails, newest first.' });
export type Mails = z.infer<typeof mailsSchema>;
