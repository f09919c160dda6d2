import type { PretendStatus } from '../../control/pretend-control.ts';
import { PerennialError } from '../../domain/errors.ts';
import { type PretendBusiness, pretendBusinessSchema, removedBusinessSchema } from '../contracts/pretend-business.ts';
import { defineOperation, type Operation } from '../http/operation.ts';
import type { Ports } from '../ports.ts';

const path = '/api/v1/pretend-business';
const tag = 'Data';

/** Shares of the work that are done when a step begins; the training tells how far it is. */
const begins = { simulate: 0, train: 0.1, score: 0.9 } as const;

export function pretendOperations({
  pretend,
  records,
  control,
}: Pick<Ports, 'pretend' | 'records' | 'control'>): Operation[] {
  async function read(): Promise<PretendBusiness> {
    const [status, { real, synthetic }] = await Promise.all([pretend.status(), records.data()]);
    const whyNot = pretend.production ? inProduction : real.contacts > 0 ? hasData : null;
    const present = synthetic.contacts > 0;
    const state = status.state === 'done' && !present ? 'none' : status.state;
    const share = state === 'done' ? 1 : state === 'working' ? await shareOf(status) : 0;
    const { step = null, message = null } = status.progress ?? {};
    return {
      ...{ offered: whyNot === null && !present && state !== 'working', why_not: whyNot, present, state },
      ...{ step, share, message, error: status.error },
    };
  }

  async function shareOf({ progress }: PretendStatus): Promise<number> {
    if (progress === null) return 0;
    if (progress.step !== 'train') return begins[progress.step];
    const { status, progress: percent } = await control.status();
    return begins.train + (begins.score - begins.train) * (status === 'training' ? percent / 100 : 0);
  }

  return [
    defineOperation({
      method: 'get',
      path,
      operationId: 'readPretendBusiness',
      tag,
      summary: 'Read whether a pretend business can be made, and how far it is',
      success: { status: 200, description: 'How it stands.', schema: pretendBusinessSchema },
      refusals: ['temporal_unavailable'],
      handle: read,
    }),
    defineOperation({
      method: 'post',
      path,
      operationId: 'makePretendBusiness',
      tag,
      summary: 'Make a pretend business: simulated people, models that learn from them, and the first lists',
      success: { status: 202, description: 'It has begun, or was under way already.', schema: pretendBusinessSchema },
      refusals: ['real_data_present', 'synthetic_in_production', 'installation_taken', 'temporal_unavailable'],
      handle: async () => {
        if (pretend.production)
          throw new PerennialError('synthetic_in_production', inProduction, 'Bring your own data.');
        const { real } = await records.data();
        if (real.contacts > 0) throw new PerennialError('real_data_present', hasData, 'Look at the page Data.');
        await pretend.start();
        return read();
      },
    }),
    defineOperation({
      method: 'post',
      path: `${path}/remove`,
      operationId: 'removePretendBusiness',
      tag,
      summary: 'Remove simulated people, what was predicted of them, and the models that learnt from them',
      success: { status: 200, description: 'It is gone.', schema: removedBusinessSchema },
      refusals: ['training_in_progress', 'experiment_conflict', 'already_running'],
      handle: async ({ act }) => {
        if ((await pretend.status()).state === 'working')
          throw new PerennialError('already_running', 'It is being made just now.', 'Wait until it is done.');
        return await pretend.remove(act(null));
      },
    }),
  ];
}

const inProduction =
  'This installation is in production, where models that learnt from a pretend business are not deployed.';
const hasData = 'There is real data already: pretend people would mix with it.';
