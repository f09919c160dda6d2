import type { Context } from '@temporalio/activity';
import { CancelledFailure } from '@temporalio/common';
import type { ActivityInboundCallsInterceptor, ActivityInterceptorsFactory } from '@temporalio/worker';
import type { Metrics } from '../telemetry/metrics.ts';

/** Counts and times the attempts at steps. */
export function meterSteps({ steps, stepSeconds, stepsRunning }: Metrics): ActivityInterceptorsFactory {
  return ({ info }: Context): { inbound: ActivityInboundCallsInterceptor } => ({
    inbound: {
      async execute(input, next) {
        const step = info.activityType;
        const startedAt = performance.now();
        let outcome = 'completed';
        stepsRunning.inc({ step });
        try {
          return await next(input);
        } catch (error) {
          outcome = error instanceof CancelledFailure ? 'cancelled' : 'failed';
          throw error;
        } finally {
          stepsRunning.dec({ step });
          steps.inc({ step, outcome });
          stepSeconds.observe({ step }, (performance.now() - startedAt) / 1_000);
        }
      },
    },
  });
}
