import { PerennialError } from '../../domain/errors.ts';
import { type MailSummary, mailParamsSchema, mailSchema, mailsQuerySchema, mailsSchema } from '../contracts/mails.ts';
import { answerPage } from '../http/cursors.ts';
import { defineOperation, type Operation } from '../http/operation.ts';
import type { MailRecord, Ports } from '../ports.ts';

export function mailOperations({ records }: Pick<Ports, 'records'>): Operation[] {
  return [
    defineOperation({
      method: 'get',
      path: '/api/v1/mails',
      operationId: 'listMails',
      tag: 'Mail',
      summary: 'List alert mails',
      query: mailsQuerySchema,
      success: { status: 200, description: 'Mails, newest first.', schema: mailsSchema },
      handle: async ({ query }) => {
        const { state, sort } = query;
        const { rows, next_cursor } = await answerPage('mails', query, (page) =>
          records.mails({ state, oldestFirst: sort === 'created_at' }, page),
        );
        return { mails: rows.map(presentSummary), next_cursor };
      },
    }),
    defineOperation({
      method: 'get',
      path: '/api/v1/mails/{id}',
      operationId: 'readMail',
      tag: 'Mail',
      summary: 'Read an alert mail',
      params: mailParamsSchema,
      success: { status: 200, description: 'The mail with its text.', schema: mailSchema },
      refusals: ['not_found'],
      handle: async ({ params }) => {
        const mail = await records.mail(params.id);
        if (mail !== null) return { ...presentSummary(mail), body: mail.body };
        throw new PerennialError(
          'not_found',
          `There is no mail ${params.id}.`,
          'List mails at /api/v1/mails and use an id from there.',
          { id: params.id },
        );
      },
    }),
  ];
}

function presentSummary(mail: MailRecord): MailSummary {
  return {
    id: mail.id,
    subject: mail.subject,
    recipient: mail.recipient,
    state: mail.state,
    created_at: mail.createdAt.toISOString(),
    sent_at: mail.sentAt?.toISOString() ?? null,
    attempts: mail.attempts,
    last_error: mail.lastError,
  };
}
